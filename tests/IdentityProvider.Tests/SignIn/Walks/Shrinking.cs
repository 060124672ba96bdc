namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>Makes a refused walk as short as it gets while it is still refused: moves are left out as long as that changes nothing.</summary>
internal static class Shrinking
{
    public static async Task<IReadOnlyList<Move>> ShrinkAsync(IReadOnlyList<Move> moves, Func<IReadOnlyList<Move>, Task<bool>> isRefused)
    {
        for (var size = moves.Count / 2; size > 0; size /= 2)
        {
            for (var at = 0; at < moves.Count;)
            {
                IReadOnlyList<Move> shorter = [.. moves.Take(at), .. moves.Skip(at + size)];
                if (await isRefused(shorter))
                {
                    moves = shorter;
                }
                else
                {
                    at += size;
                }
            }
        }

        return moves;
    }
}
