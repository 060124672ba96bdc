using System.Net;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn.Passkeys;

/// <summary>How challenges are asked for, and what stands in the place of an answer.</summary>
public class PasskeyQuestionTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{\"clientDataJSON\":\"e30\",\"authenticatorData\":\"AA\",\"signature\":\"AA\",\"userHandle\":\"AA\"}}")]
    public async Task Nonsense_in_the_place_of_an_answer_gets_the_page_and_no_500(string nonsense)
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        var asked = await browser.AskForPasskeyAsync();

        var page = await browser.AnswerAsync(asked, nonsense);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("/sign-in/passkey", page.Path);
    }

    [Fact]
    public async Task A_forged_host_header_changes_neither_the_address_asked_for_nor_the_one_accepted()
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        var request = PasskeyPages.QuestionOf(browser).ToRequest();
        request.Headers.Host = "evil.example";

        using var answer = await browser.FetchAsync(request);

        Assert.Contains("\"rpId\":\"localhost\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_challenge_is_drawn_without_the_pages_token_or_for_another_browsers_attempt()
    {
        using var browser = idp.OpenBrowser();
        using var other = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        await other.GoToAsync("/account");
        var question = PasskeyPages.QuestionOf(browser);

        using var tokenless = await browser.FetchAsync((question with { Values = [] }).ToRequest());
        using var foreign = await other.FetchAsync((PasskeyPages.QuestionOf(other) with { Action = question.Action }).ToRequest());

        Assert.Equal(HttpStatusCode.BadRequest, tokenless.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, foreign.StatusCode);
    }
}
