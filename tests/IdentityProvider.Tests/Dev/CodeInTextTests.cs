using IdentityProvider.Dev.Inbox;

namespace IdentityProvider.Tests.Dev;

public sealed class CodeInTextTests
{
    [Theory]
    [InlineData("text", "Lakeside FM: your sign-in code is 04719. Never share it.\n@id.example #04719", "04719")]
    [InlineData("text", "Su codigo es 12345678. No lo comparta.", "12345678")]
    [InlineData("voice", "Your code is 0 4 0 7 1 9. Again: 0 4 0 7 1 9.", "040719")]
    [InlineData("voice", "Your code is 0, 4, 0, 7, 1, 9.", "040719")]
    [InlineData("email", "Call (218) 555-0142 or +12185550142. Reference 8f1c-123456.", null)]
    [InlineData("email", "Nothing to see on 2026-11-21.", null)]
    public void The_code_is_found_and_nothing_else_is_taken_for_one(string channel, string text, string? code) =>
        Assert.Equal(code, CodeInText.Find(channel, text));
}
