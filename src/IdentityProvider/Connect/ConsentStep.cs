using IdentityProvider.Access;
using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>What may the app have? Asked of the user of somebody else's app, and of anybody's when the app says prompt=consent.</summary>
internal sealed class ConsentStep(Consents consents) : IAuthorizeStep
{
    private static readonly ProtocolError NotSilently = ProtocolError.ConsentRequired("the user has to be asked what the client may have");

    private static readonly ProtocolError Refused = ProtocolError.AccessDenied("the user said no");

    public async Task<AuthorizeStepAnswer> LookAsync(AuthorizeTurn turn, CancellationToken ct)
    {
        if (turn.Answers is { Denied: true })
        {
            return new AuthorizeStepAnswer.Refuse(Refused);
        }

        // An answer given for one clinic says nothing about another one that was chosen since.
        if (turn.Answers is { ConsentedScopes: { } consented } answers && answers.MembershipId == turn.Membership?.Id)
        {
            return new AuthorizeStepAnswer.Done(turn.Within(Scope.Of(consented)));
        }

        var (client, prompt) = (turn.Client, turn.Request.Prompt!);
        var decided = client.IsThirdParty ? (await consents.FindAsync(turn.Session.UserId, client.Id, turn.Membership?.Id, ct))?.Decided : null;
        return ConsentRules.MustAsk(client, prompt, turn.Asked, decided) ? new AuthorizeStepAnswer.Ask(ConsentModel.Path, NotSilently)
            : decided is null ? new AuthorizeStepAnswer.Done(turn)
            : new AuthorizeStepAnswer.Done(turn.Within(decided.Granted));
    }
}
