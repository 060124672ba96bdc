using IdentityProvider.Tests.SignIn.Walks.Pure;

namespace IdentityProvider.Tests.SignIn.Walks.Http;

/// <summary>A form of the sign-in, filled in.</summary>
internal sealed record HttpForm(string Page, string? Handler, Dictionary<string, string> Fields);

/// <summary>Which form a deed sends, and what stands in it.</summary>
internal static class HttpForms
{
    public static async Task<HttpForm> OfAsync(Deed deed, HttpTab tab, HttpCast cast, HttpRows rows) => new(
        PureGround.PageOf(deed.Act, tab.Page),
        deed.Act switch
        {
            Act.Send or Act.SendSetUp => "Send",
            Act.AnotherWay => "AnotherWay",
            Act.Change => "Change",
            Act.Later => "Later",
            Act.SomeoneElse when tab.Page != "/sign-in/no-way-left" => "SomeoneElse",
            _ => null,
        },
        deed.Act switch
        {
            Act.Name => new() { ["Email"] = cast.People[deed.Number].Email! },
            Act.Password => new() { ["Password"] = deed.Text },
            Act.Clinic => new() { ["Membership"] = $"{PlaceOf(await rows.WhoAsync(tab.Attempt), deed.Number, cast)}" },
            Act.Code => new() { ["Digits"] = deed.Text, ["Remember"] = deed.Yes ? "true" : "false" },
            Act.ChooseWay => new() { ["Way"] = WayOf(deed.Number) },
            Act.SetUp => new() { ["Method"] = WayOf(deed.Number), ["Phone"] = cast.NumberOf(deed.Phone) },
            Act.SetUpCode => new() { ["Digits"] = deed.Text },
            Act.Remember => new() { ["Remember"] = deed.Yes ? "true" : "false" },
            Act.Keep => new() { ["Saved"] = "true" },
            _ => [],
        });

    // The place of whoever signs in at that clinic; where there is none, somebody else's.
    private static Guid PlaceOf(int who, int clinic, HttpCast cast)
    {
        var at = Cast.Places.ToList().FindIndex(place => place.Who == who && place.Clinic == clinic);
        return cast.Places[at >= 0 ? at : Cast.Places.ToList().FindIndex(place => place.Who != who)].Id;
    }

    private static string WayOf(int number) => number == 0 ? "Text" : "Voice";
}
