using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>Everything between a good sign-in and the code, in the order in which it is asked. A new question is a class and a line here.</summary>
internal sealed class AuthorizeSteps(IEnumerable<IAuthorizeStep> steps)
{
    public static readonly Type[] InOrder =
    [
        typeof(EmergencyStep),
        typeof(ResourceStep),
        typeof(EhrLaunchStep),
        typeof(ChoosePatientStep),
        typeof(FhirUserStep),
        typeof(ConsentStep),
    ];

    /// <summary>The turn as a step finds it, after those before it; null while one of those still has something to say.</summary>
    public async Task<AuthorizeTurn?> BeforeAsync<TStep>(AuthorizeTurn turn, CancellationToken ct)
        where TStep : IAuthorizeStep
    {
        foreach (var step in steps.TakeWhile(step => step is not TStep))
        {
            if (await step.LookAsync(turn, ct) is not AuthorizeStepAnswer.Done done)
            {
                return null;
            }

            turn = done.Turn;
        }

        return turn;
    }

    // A token without a scope would be a yes to nothing.
    private static readonly ProtocolError NothingIsLeft = ProtocolError.AccessDenied("nothing of what the app asks for can be given");

    /// <summary>Goes through the steps until one has something to ask or to refuse.</summary>
    public async Task<AuthorizeStepAnswer> LookAsync(AuthorizeTurn turn, CancellationToken ct)
    {
        foreach (var step in steps)
        {
            var answer = await step.LookAsync(turn, ct);
            if (answer is not AuthorizeStepAnswer.Done done)
            {
                return answer;
            }

            turn = done.Turn;
        }

        return turn.Scope.IsEmpty ? new AuthorizeStepAnswer.Refuse(NothingIsLeft) : new AuthorizeStepAnswer.Done(turn);
    }
}
