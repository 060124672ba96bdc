using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>An authorization request of somebody who is signed in well enough, on its way to a code.</summary>
/// <param name="Scope">What the app is about to get: what it asked for, less what a step took away.</param>
/// <param name="Now">As of when everything is judged (UTC).</param>
internal sealed record AuthorizeTurn(
    Client Client, AuthorizeRequest Request, Session Session, Membership? Membership, PendingAuthorization Pending, Scope Scope, DateTimeOffset Now)
{
    /// <summary>The launch context that goes with the tokens, as JSON; null for none.</summary>
    public string? Launch { get; init; }

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
    /// <param name="Path">Its address. The request's id is added as <c>r</c>; the page stores its answer with the request and sends the browser to resume it.</param>
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
