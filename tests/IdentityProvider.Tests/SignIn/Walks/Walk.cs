using System.Text;

namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>A walk that the model refuses: what it says, and the deeds that led there.</summary>
internal sealed record Refusal(string Complaint, IReadOnlyList<string> Deeds);

/// <summary>One walk on one ground, with the model at its side. After the drawn moves somebody honest goes on in the first tab until in.</summary>
internal static class Walk
{
    private const int MostHonestSteps = 60;

    /// <returns>Null when the model has nothing to say against it.</returns>
    public static async ValueTask<Refusal?> TakeAsync(IGround ground, IReadOnlyList<Move> moves, bool tells = false)
    {
        var (hand, truth) = (new Hand(), new Truth());
        var deeds = tells ? new List<string>() : null;
        foreach (var move in moves)
        {
            if (await DoAsync(ground, hand, truth, hand.Of(move), deeds) is { } complaint)
            {
                return new Refusal(complaint, deeds ?? []);
            }
        }

        return await GetInAsync(ground, hand, truth, deeds) is { } stranded ? new Refusal(stranded, deeds ?? []) : null;
    }

    // Nobody may be stranded: whoever does what the pages ask gets in, or is told rightly that there is no place for them.
    private static async ValueTask<string?> GetInAsync(IGround ground, Hand hand, Truth truth, List<string>? deeds)
    {
        var first = hand.PageOf(0) is null or Seen.In ? new Move(Act.Open, 0, hand.DoorOf(0)) : new Move(Act.Look, 0);
        if (await DoAsync(ground, hand, truth, hand.Of(first), deeds) is { } already)
        {
            return already;
        }

        for (var step = 0; step < MostHonestSteps; step++)
        {
            switch (hand.PageOf(0))
            {
                case Seen.In:
                    return null;
                case "/sign-in/no-access":
                    return truth.MayBeTurnedAway(0) ? null : "somebody is told that the app is not for them, and it is";
            }

            if (await DoAsync(ground, hand, truth, hand.Of(new Move(Act.GoOn, 0)), deeds) is { } complaint)
            {
                return complaint;
            }
        }

        return $"stranded: {MostHonestSteps} honest steps lead no further than {hand.PageOf(0)}";
    }

    private static async ValueTask<string?> DoAsync(IGround ground, Hand hand, Truth truth, Deed? deed, List<string>? deeds)
    {
        if (deed is null)
        {
            return null;
        }

        var seen = await ground.DoAsync(deed);
        deeds?.Add(TextOf(deed, seen));
        hand.See(deed, seen);
        return truth.Hear(deed, seen);
    }

    private static string TextOf(Deed deed, Seen seen)
    {
        var text = new StringBuilder($"{deed} → {seen.Page}");
        foreach (var letter in seen.Letters)
        {
            text.Append(" ✉ ").Append(letter);
        }

        return text.Append(seen.Entry is { } entry ? $" ★ {entry}" : "").ToString();
    }
}
