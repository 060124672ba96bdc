using IdentityProvider.Codes;
using IdentityProvider.Factors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace IdentityProvider.SignIn;

/// <summary>What the pages have in common on which a code is typed that was not sent.</summary>
public sealed class TypedPages(SignInFlow flow, SignInCodes codes, TypedSentences sentences)
{
    /// <summary>The field's name on all of them.</summary>
    public const string Field = "Digits";

    /// <summary>The ways besides this one.</summary>
    public static IReadOnlyList<WayIn> OtherThan(WayIn way, SignInTurn turn) => [.. turn.Facts.WaysToProve(turn.Policy).Where(other => other != way)];

    /// <summary>Where the browser goes while typed codes are locked; null when they are not.</summary>
    public async Task<IActionResult?> LockedAsync(SignInTurn turn, CancellationToken ct) => await codes.LockedUntilAsync(turn.User!, ct) is null
        ? null
        : SignInFlow.SeeOther(SignInFlow.With(SignInFlow.LockedPage, turn.Attempt));

    /// <summary>Saves what a refused try left behind, and says why on the page; or where the browser goes instead.</summary>
    public async Task<IActionResult?> RefusedAsync(
        HttpContext http, SignInTurn turn, Way way, CodeCheckOutcome outcome, ModelStateDictionary state, CancellationToken ct)
    {
        var saved = await flow.SaveAsync(http, turn.Attempt, SignInFlow.With(SignInFlow.LockedPage, turn.Attempt), ct);
        if (outcome.Result is CodeCheck.Locked or CodeCheck.FactorOff)
        {
            return saved;
        }

        state.AddModelError(Field, sentences.Of(way, outcome));
        return null;
    }
}
