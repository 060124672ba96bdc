using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace IdentityProvider.Shared;

internal static class ModelStateExtensions
{
    /// <summary>What is wrong with a field, or null. Only the first: people mend one thing at a time.</summary>
    public static string? FirstError(this ModelStateDictionary state, string field) =>
        state.TryGetValue(field, out var entry) && entry.Errors is [{ ErrorMessage: { Length: > 0 } message }, ..] ? message : null;

    /// <summary>Takes back what model binding said in its own words: the page judges what was typed itself, and says it in ours.</summary>
    public static void Forgive(this ModelStateDictionary state)
    {
        foreach (var entry in state.Values)
        {
            entry.Errors.Clear();
            entry.ValidationState = ModelValidationState.Valid;
        }
    }

    /// <summary>All that is wrong: the field ("" when it is about the whole form) and the sentence.</summary>
    public static IReadOnlyList<(string Field, string Error)> AllErrors(this ModelStateDictionary state) =>
        [.. state.Select(entry => (entry.Key, state.FirstError(entry.Key)!)).Where(error => error.Item2 is not null)];
}
