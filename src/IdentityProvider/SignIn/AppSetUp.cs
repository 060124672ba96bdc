using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using Microsoft.Extensions.Options;

namespace IdentityProvider.SignIn;

/// <summary>What the page shows an authenticator app, and whoever types the key instead.</summary>
/// <param name="Rows">The QR picture, row by row; true is dark.</param>
/// <param name="Key">The key as text, in groups.</param>
/// <param name="Uri">The same for an app on this very device.</param>
public sealed record AppPicture(IReadOnlyList<IReadOnlyList<bool>> Rows, string Key, string Uri);

/// <summary>Setting up an authenticator app, while signing in and from the account.</summary>
public sealed class AppSetUp(TypedSecrets secrets, AuthenticatorKeys keys, IOptions<DeliveryOptions> delivery, TimeProvider clock)
{
    /// <param name="sealedSecret">As <see cref="AuthenticatorKeys.Draw"/> made it.</param>
    /// <param name="clinic">Who asks; null outside a clinic.</param>
    /// <param name="account">Whose app it is.</param>
    public AppPicture PictureOf(byte[] sealedSecret, string? clinic, string account)
    {
        var secret = keys.Open(sealedSecret);
        var uri = secret.AsUri(clinic ?? delivery.Value.ServiceName, account);
        using var generator = new QRCoder.QRCodeGenerator();
        using var drawn = generator.CreateQrCode(uri, QRCoder.QRCodeGenerator.ECCLevel.M);
        return new AppPicture([.. drawn.ModuleMatrix.Select(row => (IReadOnlyList<bool>)[.. row.Cast<bool>()])], secret.AsTyped(), uri);
    }

    /// <summary>Compares the first code of the app. A guess counts like any other.</summary>
    /// <returns>The outcome, and the time step whose code was typed.</returns>
    public async Task<(CodeCheckOutcome Outcome, long Step)> CheckAsync(Guid userId, Guid? attemptId, byte[] sealedSecret, string? typed, CancellationToken ct)
    {
        if (TypedWays.AppCodeOf(typed) is not { } digits)
        {
            return (new CodeCheckOutcome(CodeCheck.Malformed), 0);
        }

        long? step = null;
        Task<bool> CompareAsync() => Task.FromResult((step = TimeCode.Find(keys.Open(sealedSecret), digits, clock.GetUtcNow())) is not null);
        var outcome = await secrets.TryAsync(new TypedSecret(userId, Way.AuthenticatorApp, FactorId: null, attemptId), CompareAsync, ct);
        return (outcome, step ?? 0);
    }
}
