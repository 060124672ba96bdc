namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>The codes of a walk: which one proves what, and for how long.</summary>
internal sealed class TruthCodes(TruthWorld world)
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);
    private readonly List<SentCode> _sent = [];
    private readonly Dictionary<int, Step> _confirmed = [];

    public void Sent(IReadOnlyList<Letter> letters)
    {
        foreach (var letter in letters)
        {
            // The same digits once more are the same code, and live no longer for it.
            if (_sent.FindLast(code => code.IsSentAgainBy(letter)) is { } before)
            {
                before.Way = letter.Way;
            }
            else
            {
                _sent.Add(new SentCode(letter, world.Now, LongestLife));
            }
        }
    }

    /// <summary>Digits were typed in a tab. A right code is a step of whose phone it came to, if it came for this tab.</summary>
    public void Typed(Deed deed, TruthTab tab, Seen seen)
    {
        var own = _sent.Where(code => code.Letter.Tab == deed.Tab && code.Letter.Round == tab.Round && code.Letter.SetsUp == (deed.Act == Act.SetUpCode)).ToList();
        if (own.FindLast(code => code.Letter.Digits == deed.Text && code.CountsAt(world.Now)) is not { } right)
        {
            // Heard where the page was the one for codes, before and after.
            own.ForEach(code => code.WrongSince += tab.Page == seen.Page && seen.Page is "/sign-in/code" or "/sign-in/set-up/code" ? 1 : 0);
        }
        else if (deed.Act == Act.SetUpCode)
        {
            _confirmed[right.Letter.Phone] = new Step(Who: -1, right.Way, world.Now);
        }
        else if (world.OwnerOf.TryGetValue(right.Letter.Phone, out var who))
        {
            tab.Steps.Add(new Step(who, right.Way, world.Now));
        }
    }

    /// <summary>The step it was to type the code that came to this phone to be set up; null when nobody just did.</summary>
    public Step? Confirmed(int phone) => _confirmed.TryGetValue(phone, out var step) && step.At == world.Now ? step : null;
}
