namespace IdentityProvider.Tests.Architecture;

public class SliceArrowTests
{
    [Fact]
    public void A_slice_uses_only_slices_below_its_own_line() => Finding.None(SliceArrows.Check(CSharpSources.Program));

    [Fact]
    public void Every_slice_stands_on_a_line() => Finding.None(SliceArrows.CheckPlaced(Repository.FilesIn("src/IdentityProvider", ".cs")));

    [Fact]
    public void An_arrow_up_is_found_even_where_the_type_is_only_inferred()
    {
        var sources = CSharpSources.Of(
            ("src/IdentityProvider/SignIn/Attempt.cs", "namespace IdentityProvider.SignIn; public class Attempt { public int Tries; }"),
            ("src/IdentityProvider/Connect/Door.cs", "namespace IdentityProvider.Connect; public class Door { public SignIn.Attempt Last = new(); }"),
            ("src/IdentityProvider/Codes/Code.cs", """
                namespace IdentityProvider.Codes;
                public class Code
                {
                    public int Count(dynamic any) => 0;
                    public SignIn.Attempt Owner = new();
                }
                """));

        var finding = Assert.Single(SliceArrows.Check(sources));

        Assert.StartsWith("src/IdentityProvider/Codes/Code.cs:5: Codes uses Attempt of SignIn", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_neighbour_on_the_same_line_is_out_of_reach_too()
    {
        var sources = CSharpSources.Of(
            ("src/IdentityProvider/Phones/Phone.cs", "namespace IdentityProvider.Phones; public static class Phone { public static int Count() => 0; }"),
            ("src/IdentityProvider/Devices/Device.cs", """
                using IdentityProvider.Phones;
                namespace IdentityProvider.Devices;
                public static class Device { public static int Count() => Phone.Count(); }
                """));

        Assert.Equal([3, 3], SliceArrows.Check(sources).Select(f => f.Line));
    }

    [Fact]
    public void The_database_context_may_name_every_table()
    {
        var sources = CSharpSources.Of(
            ("src/IdentityProvider/SignIn/Attempt.cs", "namespace IdentityProvider.SignIn; public class Attempt;"),
            ("src/IdentityProvider/Storage/IdpDbContext.cs", "namespace IdentityProvider.Storage; public class IdpDbContext { public SignIn.Attempt? One; }"));

        Assert.Empty(SliceArrows.Check(sources));
    }

    [Fact]
    public void A_folder_nobody_placed_is_found() =>
        Assert.Single(SliceArrows.CheckPlaced(["src/IdentityProvider/Misc/Thing.cs", "src/IdentityProvider/Misc/Other.cs", "src/IdentityProvider/Program.cs"]));
}
