using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>POST /connect/deviceauthorization: a device without a keyboard asks for two codes, one for itself and one for its user (RFC 8628 §3.1).</summary>
internal static class DeviceAuthorization
{
    public static async Task<IResult> HandleAsync(
        HttpRequest request, ClientAuthentication authentication, PendingDevices devices, IOptions<ServerOptions> server, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(request, ct)).IsBroken(out var error, out var form)
            || (await authentication.AuthenticateAsync(request, form, ct)).IsBroken(out error, out var client)
            || DeviceAuthorizationRequest.Parse(form, client).IsBroken(out error, out var asked))
        {
            return ProtocolResults.Error(error);
        }

        var codes = await devices.BeginAsync(client, asked.Scope, ct);
        var (shown, page) = (UserCode.Show(codes.UserCode), server.Value.Issuer.TrimEnd('/') + EnterUserCodeModel.Path);
        return ProtocolResults.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["device_code"] = codes.DeviceCode,
            ["user_code"] = shown,
            ["verification_uri"] = page,

            // §3.3.1: it only fills in the field. The page still asks, so that a link somebody sent signs nobody's device in.
            ["verification_uri_complete"] = $"{page}?{EnterUserCodeModel.CodeName}={shown}",
            ["expires_in"] = (int)DeviceCodeGrant.Lifetime.TotalSeconds,
            ["interval"] = (int)DeviceCodeGrant.Interval.TotalSeconds,
        });
    }
}
