namespace IdentityProvider.Tests.Architecture;

public class LogCallTests
{
    [Fact]
    public void Nothing_secret_or_personal_is_a_log_argument() => Finding.None(LogCalls.Check(CSharpSources.Program));

    [Theory]
    [InlineData("System.Guid codeId", false)]
    [InlineData("int statusCode", false)]
    [InlineData("string provider", false)]
    [InlineData("System.Exception exception", false)]
    [InlineData("System.Net.Http.HttpRequestException? exception", false)]
    [InlineData("System.TimeSpan? wait", false)]
    [InlineData("string code", true)]
    [InlineData("string accessToken", true)]
    [InlineData("string typedDigits", true)]
    [InlineData("string phoneNumber", true)]
    [InlineData("string email", true)]
    [InlineData("Person person", true)]
    [InlineData("object anything", true)]
    public void A_secret_argument_of_a_declared_message_is_found(string parameter, bool found)
    {
        var text = $$"""
            namespace IdentityProvider.Codes;
            public class Person;
            static partial class Log
            {
                [LoggerMessage(Level = LogLevel.Error, Message = "x")]
                private static partial void Failed(ILogger logger, {{parameter}});
            }
            """;

        Assert.Equal(found, LogCalls.Check(CSharpSources.Of(("src/IdentityProvider/Codes/Log.cs", text))).Any());
    }

    [Fact]
    public void A_message_that_takes_anything_is_found()
    {
        const string text = """
            class C
            {
                void M(ILogger logger, string digits) => logger.LogInformation("sent {Digits}", digits);
            }
            """;

        Assert.Equal(3, Assert.Single(LogCalls.Check(CSharpSources.Of(("src/C.cs", text)))).Line);
    }
}
