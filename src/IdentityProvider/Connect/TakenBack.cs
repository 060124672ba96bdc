namespace IdentityProvider.Connect;

/// <summary>
/// The moments between a code or refresh token that is spent and the answer that is sent for it. If no answer comes of them, its client having
/// hung up by then (<see cref="TokenIssuer.Issue"/>) or for any other reason, what was spent is good again (<see cref="Access.Unspending"/>): its honest retry must not look like a theft.
/// </summary>
/// <remarks>
/// What is lost later, on the way, cannot be told from a theft: a client registered for repeats gets a few seconds
/// (<see cref="Access.RefreshRepeats"/>), any other has its user sign in again (RFC 9700 §4.14.2).
/// </remarks>
internal static class TakenBack
{
    /// <param name="answerAsync">Makes the answer.</param>
    /// <param name="takeBackAsync">Undoes the spending.</param>
    public static async Task<T> UnlessAnsweredAsync<T>(Func<Task<T>> answerAsync, Func<Task> takeBackAsync)
    {
        try
        {
            return await answerAsync();
        }
        catch
        {
            await takeBackAsync();
            throw;
        }
    }
}
