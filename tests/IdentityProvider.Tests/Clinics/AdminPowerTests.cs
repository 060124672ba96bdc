using IdentityProvider.Clinics;
using IdentityProvider.Users;

namespace IdentityProvider.Tests.Clinics;

/// <summary>Who may do what to whom, as a table: A is the clinic in whose console the admin is, B another one.</summary>
public class AdminPowerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid A = Guid.Parse("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid B = Guid.Parse("00000000-0000-0000-0000-00000000000b");
    private static readonly Guid Admin = Guid.Parse("00000000-0000-0000-0000-0000000000ad");

    // Memberships: clinic:role, with "?" for an invitation that was not accepted and "-" for one that was deactivated.
    [Theory]
    [InlineData("A:Admin", "A:Staff", PowerReach.SignIn, PowerLimit.None)]
    [InlineData("A:Admin", "A:Patient", PowerReach.SignIn, PowerLimit.None)]
    [InlineData("A:Admin", "A:Staff A:Patient", PowerReach.SignIn, PowerLimit.None)]
    [InlineData("A:Admin", "A:Admin", PowerReach.SignIn, PowerLimit.None)]
    [InlineData("A:Owner", "A:Owner", PowerReach.SignIn, PowerLimit.None)]
    [InlineData("A:Staff A:Owner", "A:Owner", PowerReach.SignIn, PowerLimit.None)]

    // Never over a role above the own one, not even over the membership.
    [InlineData("A:Admin", "A:Owner", PowerReach.Nothing, PowerLimit.RoleAbove)]
    [InlineData("A:Admin", "A:Owner A:Staff", PowerReach.Nothing, PowerLimit.RoleAbove)]
    [InlineData("A:Admin B:Owner", "A:Owner", PowerReach.Nothing, PowerLimit.RoleAbove)]

    // Every active membership of the user has to be where the admin administers.
    [InlineData("A:Admin", "A:Staff B:Staff", PowerReach.Membership, PowerLimit.AlsoElsewhere)]
    [InlineData("A:Owner", "A:Patient B:Patient", PowerReach.Membership, PowerLimit.AlsoElsewhere)]
    [InlineData("A:Admin B:Staff", "A:Staff B:Staff", PowerReach.Membership, PowerLimit.AlsoElsewhere)]
    [InlineData("A:Admin B:-Admin", "A:Staff B:Staff", PowerReach.Membership, PowerLimit.AlsoElsewhere)]
    [InlineData("A:Admin B:?Admin", "A:Staff B:Staff", PowerReach.Membership, PowerLimit.AlsoElsewhere)]
    [InlineData("A:Owner B:Admin", "A:Staff B:Owner", PowerReach.Membership, PowerLimit.AlsoElsewhere)]
    [InlineData("A:Admin B:Admin", "A:Staff B:Staff", PowerReach.SignIn, PowerLimit.None)]
    [InlineData("A:Admin B:Owner", "A:Staff B:Owner", PowerReach.SignIn, PowerLimit.None)]

    // What is over elsewhere, or was never accepted, counts for nothing: it takes no power away …
    [InlineData("A:Admin", "A:Staff B:-Staff", PowerReach.SignIn, PowerLimit.None)]
    [InlineData("A:Admin", "A:Staff B:?Staff", PowerReach.SignIn, PowerLimit.None)]
    [InlineData("A:Admin", "A:Staff A:-Owner", PowerReach.SignIn, PowerLimit.None)]

    // … and gives none.
    [InlineData("A:Admin", "A:?Staff", PowerReach.Membership, PowerLimit.NotActive)]
    [InlineData("A:Admin", "A:?Staff B:Staff", PowerReach.Membership, PowerLimit.NotActive)]
    [InlineData("A:Admin", "A:-Staff", PowerReach.Membership, PowerLimit.NotActive)]

    // Who is not here does not exist here; who does not administer here, has no say here.
    [InlineData("A:Admin", "B:Staff", PowerReach.Nothing, PowerLimit.NotHere)]
    [InlineData("A:Admin", "", PowerReach.Nothing, PowerLimit.NotHere)]
    [InlineData("B:Owner", "A:Staff", PowerReach.Nothing, PowerLimit.NotHere)]
    [InlineData("A:Staff", "A:Patient", PowerReach.Nothing, PowerLimit.NotHere)]
    [InlineData("A:-Owner", "A:Staff", PowerReach.Nothing, PowerLimit.NotHere)]
    [InlineData("A:?Owner", "A:Staff", PowerReach.Nothing, PowerLimit.NotHere)]
    public void Power_reaches_as_far_as_the_table_says(string admins, string theirs, PowerReach reach, PowerLimit limit)
    {
        var user = Person();

        var power = AdminPower.Over(user, Memberships(user.Id, theirs), Admin, Memberships(Admin, admins), A);

        Assert.Equal(new AdminPower(reach, limit), power);
    }

    [Fact]
    public void Nobody_decides_about_themselves()
    {
        var self = Person();
        var own = Memberships(self.Id, "A:Owner");

        Assert.Equal(new AdminPower(PowerReach.Nothing, PowerLimit.Oneself), AdminPower.Over(self, own, self.Id, own, A));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void The_sign_in_of_somebody_with_a_platform_role_is_an_operators_business(bool isOperator, bool isDeveloper)
    {
        var user = Person();
        (user.IsOperator, user.IsDeveloper) = (isOperator, isDeveloper);

        var power = AdminPower.Over(user, Memberships(user.Id, "A:Staff"), Admin, Memberships(Admin, "A:Owner"), A);

        Assert.Equal(new AdminPower(PowerReach.Membership, PowerLimit.PlatformRole), power);
    }

    [Fact]
    public void An_account_that_an_operator_closed_is_not_an_admins_to_open()
    {
        var user = Person();
        user.Deactivate(Now);

        var power = AdminPower.Over(user, Memberships(user.Id, "A:Staff"), Admin, Memberships(Admin, "A:Owner"), A);

        Assert.Equal(new AdminPower(PowerReach.Membership, PowerLimit.AccountClosed), power);
    }

    [Theory]
    [InlineData(Role.Owner, Role.Owner, true)]
    [InlineData(Role.Owner, Role.Admin, true)]
    [InlineData(Role.Admin, Role.Owner, false)]
    [InlineData(Role.Admin, Role.Admin, true)]
    [InlineData(Role.Admin, Role.Patient, true)]
    [InlineData(Role.Staff, Role.Patient, false)]
    [InlineData(Role.Patient, Role.Patient, false)]
    public void Only_who_administers_gives_a_role_and_none_above_their_own(Role own, Role role, bool may) =>
        Assert.Equal(may, AdminPower.MayGive(own, role));

    [Fact]
    public void A_former_owners_membership_is_not_an_admins_to_bring_back()
    {
        var former = Memberships(Guid.Empty, "A:-Owner").Single();

        Assert.False(AdminPower.Reaches(Memberships(Admin, "A:Admin"), former));
        Assert.True(AdminPower.Reaches(Memberships(Admin, "A:Owner"), former));
    }

    private static User Person() => new("person@clinic.example", "Person", Now);

    private static List<Membership> Memberships(Guid userId, string list) =>
        [.. list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => MembershipOf(userId, word))];

    private static Membership MembershipOf(Guid userId, string word)
    {
        var (clinic, role) = (word[0] == 'A' ? A : B, word[2..]);
        var membership = new Membership(userId, clinic, Enum.Parse<Role>(role.TrimStart('?', '-')), Now);
        if (role[0] != '?')
        {
            membership.Accept(Now);
        }

        if (role[0] == '-')
        {
            membership.Deactivate(Now);
        }

        return membership;
    }
}
