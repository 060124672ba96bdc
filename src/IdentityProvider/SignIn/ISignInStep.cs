namespace IdentityProvider.SignIn;

/// <summary>One thing the server may still need from a user.</summary>
public interface ISignInStep
{
    /// <summary>Where the browser goes for it, for example /sign-in/code.</summary>
    string Path { get; }

    /// <summary>Whether these facts, under this policy, still call for it. Pure: no clock, no database.</summary>
    bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now);

    /// <summary>Runs once, inside the POST that leads here: issues the code, draws the challenge. Never from a GET. The caller saves.</summary>
    Task BeginAsync(SignInTurn turn, CancellationToken ct) => Task.CompletedTask;
}
