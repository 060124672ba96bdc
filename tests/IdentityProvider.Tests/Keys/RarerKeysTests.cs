using IdentityProvider.Keys;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Keys;

public class RarerKeysTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_of_a_rarer_algorithm_is_made_when_it_is_needed_and_kept_ready_from_then_on()
    {
        var keys = idp.Services.GetRequiredService<SigningKeys>();
        await keys.RotateAsync(Ct);
        Assert.DoesNotContain(await keys.PublishedAsync(Ct), key => key.Alg == "ES384");

        var signers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => keys.SignerAsync("ES384", Ct)));

        var made = Assert.Single(await keys.PublishedAsync(Ct), key => key.Alg == "ES384");
        Assert.All(signers, signer => Assert.Equal(made.Kid, signer.Key.KeyId));
        idp.Clock.Advance(TimeSpan.FromDays(80));
        await keys.RotateAsync(Ct);
        Assert.Equal(2, (await keys.PublishedAsync(Ct)).Count(key => key.Alg == "ES384"));
        Assert.DoesNotContain(await keys.PublishedAsync(Ct), key => key.Alg == "RS384");
    }
}
