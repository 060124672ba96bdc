using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>Asks nothing: an API of another clinic than the user's gets no token (RFC 8707 §2), and who the user is shows only now.</summary>
internal sealed class ResourceStep(TokenAudiences audiences) : IAuthorizeStep
{
    public async Task<AuthorizeStepAnswer> LookAsync(AuthorizeTurn turn, CancellationToken ct)
    {
        var named = audiences.Granted(turn.Request, turn.Client, turn.Scope);
        return await audiences.ServeAsync(named.IsEmpty ? audiences.DefaultOf(turn.Client, turn.Scope) : named, turn.Membership?.ClinicId, ct)
            ? new AuthorizeStepAnswer.Done(turn)
            : new AuthorizeStepAnswer.Refuse(ProtocolError.InvalidTarget("the resource does not serve the clinic of this user"));
    }
}
