namespace IdentityProvider.Protocol.Tests;

public class ScopeTests
{
    [Theory]
    [InlineData("openid  profile openid ", "openid profile")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("user/*.rs", "user/*.rs")]
    [InlineData("open\"id", null)]
    [InlineData("open\\id", null)]
    [InlineData("opén", null)]
    [InlineData("a\tb", null)]
    public void A_scope_is_a_list_of_printable_words(string? text, string? expected) => Assert.Equal(expected, Scope.Parse(text)?.ToString());

    [Fact]
    public void Order_does_not_matter() => Assert.Equal(Scope.Of(["a", "b"]), Scope.Of(["b", "a"]));

    [Theory]
    [InlineData("a", true)]
    [InlineData("a b", true)]
    [InlineData("a c", false)]
    [InlineData("A", false)]
    public void Narrowing_stays_within(string smaller, bool within) => Assert.Equal(within, Scope.Parse(smaller)!.IsWithin(Scope.Of(["a", "b"])));
}
