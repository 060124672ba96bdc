namespace IdentityProvider.Tests.Architecture;

public class NameTests
{
    [Fact]
    public void A_type_is_named_for_what_it_is() => Finding.None(Names.Check(CSharpSources.All));

    [Theory]
    [InlineData("class CodeService;", true)]
    [InlineData("record TokenManager;", true)]
    [InlineData("static class StringHelpers;", true)]
    [InlineData("interface IPhoneUtil;", true)]
    [InlineData("class PageBase;", true)]
    [InlineData("class FieldTagHelper : TagHelper;", false)]
    [InlineData("class FieldTagHelper;", true)]
    [InlineData("class OneTimeCodes;", false)]
    [InlineData("class BasedOnPolicy;", false)]
    public void An_empty_name_is_found(string text, bool found) =>
        Assert.Equal(found, Names.Check(CSharpSources.Of(("src/C.cs", text))).Any());
}
