using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Shared;

namespace IdentityProvider.Developers;

/// <summary>What a developer should look at. Each has a title and a sentence in the texts.</summary>
public enum AppConcern
{
    /// <summary>Not registrable as it stands, by the rules of today.</summary>
    BreaksRule,
    NobodyToServe,
    WaitsForApproval,
    WantsMoreThanApproved,
    SwitchedOff,
    Suspended,
    NoSecret,
    OldSecret,
    TwoSecrets,
    LoopbackRedirect,
    NoPkce,
    NoWayBack,
    NoBackChannel,
}

/// <param name="Fault">For <see cref="AppConcern.BreaksRule"/>: what is wrong.</param>
/// <param name="Detail">The member or the URI it is about.</param>
public sealed record AppProblem(AppConcern Concern, Tone Tone, MetadataFault? Fault = null, string? Detail = null);

/// <summary>Looks an app over. Pure: the app, its secrets, the time.</summary>
public static class AppProblems
{
    /// <summary>A secret that is older has been in too many places.</summary>
    public static readonly TimeSpan OldAfter = TimeSpan.FromDays(365);

    /// <summary>Two secrets are for the time in which servers change from one to the other.</summary>
    public static readonly TimeSpan OverlapEnds = TimeSpan.FromDays(14);

    /// <param name="whoseSwitch"><see cref="SwitchOf"/>.</param>
    /// <param name="secrets">Those that work, the newest first.</param>
    public static IEnumerable<AppProblem> Of(Client client, ClientReach reach, AppConcern? whoseSwitch, IReadOnlyList<StoredClientSecret> secrets, RegistrationTerms terms, DateTimeOffset now) =>
    [
        .. ClientMetadataRules.Broken(ClientMetadata.Of(client), terms).Select(problem => new AppProblem(AppConcern.BreaksRule, Tone.Bad, problem.Fault, problem.Member)),
        .. Approval(client, reach, whoseSwitch),
        .. Secrets(client, secrets, now),
        .. Redirects(client),
    ];

    /// <summary>Who has it switched off; null while it works.</summary>
    public static AppConcern? SwitchOf(RegisteredClient client) =>
        client.SuspendedAt is not null ? AppConcern.Suspended : client.DisabledAt is not null ? AppConcern.SwitchedOff : null;

    private static IEnumerable<AppProblem> Approval(Client client, ClientReach reach, AppConcern? whoseSwitch)
    {
        if (whoseSwitch is { } off)
        {
            yield return new(off, off == AppConcern.Suspended ? Tone.Bad : Tone.Warn);
        }

        if (reach.Wanted.IsEmpty || (AppFields.HasPeople(client.Kind) && !(reach.Wanted.Staff || reach.Wanted.Patients)))
        {
            yield return new(AppConcern.NobodyToServe, Tone.Bad);
        }
        else if (reach.Effective.IsEmpty && !reach.Wanted.IsEmpty)
        {
            yield return new(AppConcern.WaitsForApproval, Tone.Warn);
        }
        else if (reach.IsWaiting)
        {
            yield return new(AppConcern.WantsMoreThanApproved, Tone.Warn);
        }
    }

    private static IEnumerable<AppProblem> Secrets(Client client, IReadOnlyList<StoredClientSecret> secrets, DateTimeOffset now)
    {
        if (!AuthMethodNames.NeedsSecret(client.AuthMethod))
        {
            yield break;
        }

        if (secrets.Count == 0)
        {
            yield return new(AppConcern.NoSecret, Tone.Bad);
        }
        else if (now - secrets[0].CreatedAt > OldAfter)
        {
            yield return new(AppConcern.OldSecret, Tone.Warn);
        }
        else if (secrets.Count > 1 && now - secrets[0].CreatedAt > OverlapEnds)
        {
            yield return new(AppConcern.TwoSecrets, Tone.Warn);
        }
    }

    private static IEnumerable<AppProblem> Redirects(Client client)
    {
        if (!client.IsNative && client.RedirectUris.FirstOrDefault(uri => uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && ClientUri.IsLoopback(uri)) is { } local)
        {
            yield return new(AppConcern.LoopbackRedirect, Tone.Warn, Detail: local);
        }

        if (!client.RequiresPkce)
        {
            yield return new(AppConcern.NoPkce, Tone.Warn);
        }

        if (AppFields.IsRedirected(client.Kind) && client.PostLogoutRedirectUris.IsEmpty)
        {
            yield return new(AppConcern.NoWayBack, Tone.Warn);
        }

        if (client.Kind == ClientKind.Web && client.BackChannelLogoutUri is null)
        {
            yield return new(AppConcern.NoBackChannel, Tone.Warn);
        }
    }
}
