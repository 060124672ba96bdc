using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.SignIn;

namespace IdentityProvider.Connect;

/// <summary>An authorization request of somebody who is signed in well enough, on its way to a code.</summary>
/// <param name="Scope">What the app is about to get: what it asked for, less what a step took away.</param>
/// <param name="Now">As of when everything is judged (UTC).</param>
internal sealed record AuthorizeTurn(
    Client Client, AuthorizeRequest Request, Session Session, Membership? Membership, PendingAuthorization Pending, Scope Scope, DateTimeOffset Now)
{
    /// <summary>Where the app is opened, as far as it is known; null for an app that did not ask.</summary>
    public LaunchContext? Launch { get; init; }

    /// <summary>The prepared launch that the context comes from: used up when the code is issued; null for none.</summary>
    public Guid? LaunchId { get; init; }

    /// <summary>Claims that the app named and is about to be told, beside those of its scopes.</summary>
    public ReleasedClaims Claims { get; init; } = ReleasedClaims.None;

    /// <summary>Everything the app asks for, in scopes: what stands behind the claims that it named too.</summary>
    public Scope Asked => Protocol.Scope.Of(Scope.Values.Concat(Claims.Scopes.Values));

    /// <summary>The turn, with no more than these scopes.</summary>
    public AuthorizeTurn Within(Scope allowed) => this with
    {
        Scope = Protocol.Scope.Of(Scope.Values.Where(allowed.Contains)),
        Claims = Claims.Within(allowed),
    };

    public static AuthorizeTurn Of(CheckedAuthorization.Good good, SignInAnswer.GoodEnough enough, PendingAuthorization pending) =>
        new(good.Client, good.Request, enough.Session, enough.Membership, pending, good.Request.Scope!, enough.Now)
        {
            // Naming a claim is a finer way to ask, not a way to what the client is not registered for.
            Claims = good.Request.Claims.Named.Within(good.Client.Scopes),
        };

    /// <summary>What this user has decided about the request in this session; null for nothing yet.</summary>
    public AuthorizeAnswers? Answers => Pending.AnswersIn(Session.Id);
}

/// <summary>What a step makes of a turn.</summary>
internal abstract record AuthorizeStepAnswer
{
    private AuthorizeStepAnswer()
    {
    }

    /// <summary>Nothing is left to ask; the turn goes on as it is now.</summary>
    public sealed record Done(AuthorizeTurn Turn) : AuthorizeStepAnswer;

    /// <summary>The user has to see a page.</summary>
    /// <param name="Path">Its address; absolute when it is the EHR's. The request's id is added as <c>r</c>; the page stores its answer with the request and sends the browser to resume it.</param>
    /// <param name="Silently">The error at prompt=none, where no page may be shown.</param>
    public sealed record Ask(string Path, ProtocolError Silently) : AuthorizeStepAnswer;

    /// <summary>The app gets this error instead of a code.</summary>
    public sealed record Refuse(ProtocolError Error) : AuthorizeStepAnswer;
}

/// <summary>One thing that may still be asked of a signed-in user before the app gets its code. Reads and judges; the pages write.</summary>
internal interface IAuthorizeStep
{
    Task<AuthorizeStepAnswer> LookAsync(AuthorizeTurn turn, CancellationToken ct);
}
