using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Protocol.Tests.Registration;

/// <summary>An app reaches what it wants and what was approved, and nothing that only one of the two says.</summary>
public class ReachTests
{
    private static readonly Guid Lake = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Cedar = new("00000000-0000-0000-0000-000000000002");

    private static readonly Reach Wanted = new() { Scopes = ["openid", "charts:read"], Staff = true, Clinics = [Lake, Cedar] };

    [Fact]
    public void Nothing_was_approved_so_nothing_is_reached_but_names()
    {
        var reach = Wanted.And(Reach.Nothing);

        Assert.True(reach.IsEmpty);
        Assert.False(reach.Staff);
        Assert.Equal(["openid"], reach.Scopes);
    }

    [Fact]
    public void Wanting_more_than_was_approved_gives_no_more()
    {
        var approved = Wanted with { Clinics = [Lake] };
        var greedy = Wanted with { Scopes = ["openid", "charts:read", "charts:write"], Patients = true, EveryClinic = true };

        var reach = greedy.And(approved);

        Assert.Equal(approved, reach);
        Assert.False(greedy.IsWithin(approved));
    }

    [Fact]
    public void Wanting_less_takes_away_at_once()
    {
        var reach = (Wanted with { Scopes = ["openid"], Clinics = [Cedar] }).And(Wanted);

        Assert.Equal(["openid"], reach.Scopes);
        Assert.Equal([Cedar], reach.Clinics);
    }

    [Fact]
    public void Every_clinic_on_one_side_leaves_the_list_of_the_other()
    {
        var everywhere = Wanted with { EveryClinic = true, Clinics = [] };

        Assert.Equal([Lake, Cedar], everywhere.And(Wanted).Clinics);
        Assert.Equal([Lake, Cedar], Wanted.And(everywhere).Clinics);
        Assert.True(everywhere.And(everywhere).EveryClinic);
        Assert.True(Wanted.IsWithin(everywhere));
        Assert.False(everywhere.IsWithin(Wanted));
    }

    [Fact]
    public void The_first_clinic_approves_what_is_wanted_for_itself_alone()
    {
        var approved = Wanted.ApprovedBy(Lake, Reach.Nothing);

        Assert.Equal(Wanted with { Clinics = [Lake] }, approved);
    }

    [Fact]
    public void A_second_clinic_joins_on_the_terms_of_the_first()
    {
        var first = Wanted with { Clinics = [Lake] };
        var wider = Wanted with { Scopes = ["openid", "charts:read", "charts:write"], Patients = true };

        var approved = wider.ApprovedBy(Cedar, first)!;

        Assert.Equal([Lake, Cedar], approved.Clinics);
        Assert.Equal(first.Scopes, approved.Scopes);
        Assert.False(approved.Patients);
    }

    [Fact]
    public void The_only_clinic_may_approve_a_wider_wish_later()
    {
        var wider = Wanted with { Scopes = ["openid", "charts:read", "charts:write"] };

        Assert.Contains("charts:write", wider.ApprovedBy(Lake, Wanted with { Clinics = [Lake] })!.Scopes);
    }

    [Fact]
    public void A_clinic_that_is_not_asked_approves_nothing()
    {
        Assert.Null((Wanted with { Clinics = [Lake] }).ApprovedBy(Cedar, Reach.Nothing));
        Assert.Null((Wanted with { Clinics = [], EveryClinic = true }).ApprovedBy(Cedar, Reach.Nothing));
    }

    [Fact]
    public void An_approval_can_be_taken_back_by_the_clinic_that_gave_it_and_not_from_under_an_operator()
    {
        Assert.Equal([Cedar], Wanted.Without(Lake).Clinics);
        Assert.True((Wanted with { EveryClinic = true, Clinics = [] }).Without(Lake).Includes(Lake));
    }

    [Fact]
    public void A_wider_approval_covers_a_narrower_wish_and_not_the_other_way_round()
    {
        var (all, some) = (new Reach { Scopes = ["patient/*.rs"] }, new Reach { Scopes = ["patient/Observation.rs"] });

        Assert.Equal(["patient/Observation.rs"], some.And(all).Scopes);
        Assert.Empty(all.And(some).Scopes);
    }

    [Theory]
    [InlineData("system/*.rs")]
    [InlineData("System/Patient.r")]
    [InlineData("system/anything at all")]
    [InlineData("launch:prepare")]
    public void What_opens_more_than_one_clinic_waits_for_an_operator(string scope)
    {
        var wanted = Wanted with { Scopes = ["openid", "charts:read", scope] };

        Assert.Equal(["openid", "charts:read"], wanted.ApprovedBy(Lake, Reach.Nothing)!.Scopes);
        Assert.Equal([scope], wanted.ForOperators);
        Assert.True(wanted.NeedsOperator);
        Assert.False(Wanted.NeedsOperator);
    }

    [Fact]
    public void No_clinic_joins_or_changes_an_app_that_has_what_only_an_operator_gives()
    {
        var approved = Wanted with { Scopes = ["openid", "system/*.rs"], Clinics = [Lake] };

        Assert.Null((Wanted with { Scopes = ["openid", "system/*.rs"] }).ApprovedBy(Cedar, approved));
        Assert.Null(Wanted.ApprovedBy(Lake, approved));
    }
}
