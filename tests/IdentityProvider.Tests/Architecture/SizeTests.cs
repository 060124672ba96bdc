namespace IdentityProvider.Tests.Architecture;

public class SizeTests
{
    private static readonly Dictionary<string, string> NoReasons = [];

    [Fact]
    public void A_file_is_one_idea() => Finding.None(Sizes.CheckFiles(
        Repository.Files.Where(IsCode).Select(file => (file, Repository.Read(file))), Sizes.Reasoned));

    [Fact]
    public void A_reason_stands_only_as_long_as_it_is_needed() => Finding.None(Sizes.CheckReasons(
        Sizes.Reasoned, file => Repository.Has(file) ? Repository.Read(file) : null));

    [Fact]
    public void A_method_is_one_thought() => Finding.None(Sizes.CheckMethods(CSharpSources.All));

    [Fact]
    public void A_constructor_takes_at_most_six_parameters() => Finding.None(Sizes.CheckConstructors(CSharpSources.All));

    [Theory]
    [InlineData(249, false)]
    [InlineData(250, true)]
    [InlineData(400, true)]
    public void A_long_file_is_found(int lines, bool found) =>
        Assert.Equal(found, Sizes.CheckFiles([("src/A.cs", TextOf(lines))], NoReasons).Any());

    [Theory]
    [InlineData(399, false)]
    [InlineData(400, true)]
    public void A_reason_helps_up_to_the_limit_only(int lines, bool found) =>
        Assert.Equal(found, Sizes.CheckFiles([("src/A.cs", TextOf(lines))], new Dictionary<string, string> { ["src/A.cs"] = "a table" }).Any());

    [Fact]
    public void A_reason_for_a_short_file_is_found() =>
        Assert.Single(Sizes.CheckReasons(new Dictionary<string, string> { ["src/A.cs"] = "a table" }, _ => TextOf(249)));

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void A_long_method_is_found_and_its_comment_does_not_count(int lines, bool found)
    {
        var body = string.Concat(Enumerable.Repeat("        _ = 1;\n", lines - 3));
        var text = "class C\n{\n    /// <summary>\n    /// Two lines.\n    /// </summary>\n    [A]\n    void M()\n    {\n" + body + "    }\n}\n";

        Assert.Equal(found, Sizes.CheckMethods(CSharpSources.Of(("src/C.cs", text))).Any());
    }

    [Theory]
    [InlineData("class C(int a, int b, int c, int d, int e, int f);", false)]
    [InlineData("class C(int a, int b, int c, int d, int e, int f, int g);", true)]
    [InlineData("class C { C(int a, int b, int c, int d, int e, int f, int g) {} }", true)]
    [InlineData("record C(int A, int B, int C, int D, int E, int F, int G);", false)]
    [InlineData("class C { void M(int a, int b, int c, int d, int e, int f, int g) {} }", false)]
    public void Too_many_constructor_parameters_are_found(string text, bool found) =>
        Assert.Equal(found, Sizes.CheckConstructors(CSharpSources.Of(("src/C.cs", text))).Any());

    private static bool IsCode(string file) =>
        file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal)
        || file.EndsWith(".mjs", StringComparison.Ordinal) || (file.EndsWith(".js", StringComparison.Ordinal));

    private static string TextOf(int lines) => string.Concat(Enumerable.Repeat("x\n", lines));
}
