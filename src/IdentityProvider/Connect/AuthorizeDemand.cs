using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Web;

namespace IdentityProvider.Connect;

/// <summary>Says in the words of sign-in what an authorization request wants to know.</summary>
internal static class AuthorizeDemand
{
    /// <param name="askedAt">When the request came: what is proven later was proven for it.</param>
    /// <param name="isFirstLook">Whether the user has not been through the sign-in pages for this request.</param>
    public static SignInDemand Of(AuthorizeRequest request, Client client, Guid pendingId, DateTimeOffset askedAt, bool isFirstLook)
    {
        var freshness = request.FreshnessAt(askedAt, client);
        return new SignInDemand
        {
            AskedAt = freshness.RequestedAt,
            PendingId = pendingId,
            AppName = client.Name,
            Audience = AudienceOf(client),
            ClinicId = request.ClinicId,
            MaxAge = freshness.MaxAge,
            ProveAgain = freshness.ProveAgain,
            SelectAccount = isFirstLook && request.Prompt is { SelectAccount: true },
            LeastAcr = Stricter(Stricter(AcrValues.Demanded(request.AcrValues), AcrValues.Demanded(request.Claims.AcrValues)), client.MinimumAcr),
            LoginHint = request.LoginHint,
            Language = Languages.FirstKnown(request.UiLocales),
        };
    }

    /// <summary>Whom a client is for.</summary>
    public static Audience AudienceOf(Client client) => Audience.Of(GroupsOf(client), client.ServesEveryClinic ? null : client.Clinics);

    private static IEnumerable<RoleGroup> GroupsOf(Client client)
    {
        if (client.ServesStaff)
        {
            yield return RoleGroup.Staff;
        }

        if (client.ServesPatients)
        {
            yield return RoleGroup.Patient;
        }
    }

    private static Acr? Stricter(Acr? one, Acr? other) => one is null || other > one ? other ?? one : one;
}
