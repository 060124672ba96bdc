using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Samples.Ehr;

namespace IdentityProvider.Tests.RelyingApps;

/// <summary>The EHR, whole, before a provider that may lie; and a browser that has been sent there and back.</summary>
internal sealed class EhrInTest : IAsyncDisposable
{
    public const string Url = "https://ehr.example";
    private readonly WebApplication _app;

    private EhrInTest(WebApplication app, ForgingProvider provider) => (_app, Provider) = (app, provider);

    public ForgingProvider Provider { get; }

    public static async Task<EhrInTest> StartAsync()
    {
        var provider = new ForgingProvider();
        var app = EhrApplication.Build(
            [
                $"--Ehr:Authority={ForgingProvider.Issuer}", $"--Ehr:ClientId={ForgingProvider.ClientId}", "--Ehr:ClientSecret=s:cret",
                $"--Ehr:Url={Url}",
            ],
            builder =>
            {
                builder.WebHost.UseTestServer();
                builder.Services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => provider));
            });
        await app.StartAsync(TestContext.Current.CancellationToken);
        provider.App = new HttpMessageInvoker(app.GetTestServer().CreateHandler());
        return new EhrInTest(app, provider);
    }

    /// <summary>Keeps cookies, follows no redirect.</summary>
    public HttpClient OpenBrowser() =>
        new(new CookieContainerHandler { InnerHandler = _app.GetTestServer().CreateHandler() }) { BaseAddress = new Uri(Url) };

    /// <summary>Goes to the provider; the nonce it was sent goes into the next ID token.</summary>
    /// <returns>The state that the answer must bring.</returns>
    public async Task<string> LeaveAsync(HttpClient browser, string returnPath = "/patients")
    {
        using var response = await browser.GetAsync($"/sign-in?returnPath={Uri.EscapeDataString(returnPath)}", TestContext.Current.CancellationToken);
        var sent = HttpUtility.ParseQueryString(response.Headers.Location!.Query);
        Provider.IdTokenClaims["nonce"] = sent["nonce"]!;
        return sent["state"]!;
    }

    public static Task<HttpResponseMessage> ReturnAsync(HttpClient browser, string state, string issuer = ForgingProvider.Issuer) =>
        browser.GetAsync(
            $"/signin-oidc?code=the-code&state={state}&iss={Uri.EscapeDataString(issuer)}", TestContext.Current.CancellationToken);

    public async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string returnPath = "/patients") =>
        await ReturnAsync(browser, await LeaveAsync(browser, returnPath));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
