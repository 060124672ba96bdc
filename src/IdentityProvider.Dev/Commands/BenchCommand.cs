using System.CommandLine;
using IdentityProvider.Dev.Bench;

namespace IdentityProvider.Dev.Commands;

/// <summary><c>./dev bench</c>: measurements of the provider as it is deployed, a Release build in a process of its own. They are no tests: machines differ.</summary>
internal static class BenchCommand
{
    private static readonly Option<int> SignIns = new("--sign-ins") { Description = "Sign-ins in each of the twelve rounds.", DefaultValueFactory = _ => 30 };
    private static readonly Option<bool> NewBrowsers = new("--new-browsers") { Description = "Each from a browser nobody has used; the user is told by mail." };
    private static readonly Option<bool> AsJson = new("--json") { Description = "Prints one line of JSON instead." };

    public static Command Define(Func<Func<Task<int>>, Task<int>> sayingWhy)
    {
        var signIn = new Command("sign-in", "CPU of a sign-in with a password and a texted code, all its requests together.") { SignIns, NewBrowsers, AsJson };
        signIn.SetAction((parsed, ct) => sayingWhy(() => SignInAsync(parsed, ct)));
        var delivery = new Command("delivery", "How soon and how fast messages reach a provider that takes 20 ms, and whether each does once.") { AsJson };
        delivery.SetAction((parsed, ct) => sayingWhy(() => DeliveryAsync(parsed, ct)));
        return new Command("bench", "Measures.") { signIn, delivery };
    }

    private static async Task<int> SignInAsync(ParseResult parsed, CancellationToken ct)
    {
        var signIns = Math.Clamp(parsed.GetValue(SignIns), 1, 1000);
        var cost = await new SignInBench(Checkout.Find()).RunAsync(signIns, parsed.GetValue(NewBrowsers), ct);
        Console.WriteLine(parsed.GetValue(AsJson) ? cost.ToJson() : cost.ToString());
        return 0;
    }

    private static async Task<int> DeliveryAsync(ParseResult parsed, CancellationToken ct)
    {
        var speed = await new DeliveryBench(Checkout.Find()).RunAsync(ct);
        Console.WriteLine(parsed.GetValue(AsJson) ? speed.ToJson() : speed.ToString());
        return 0;
    }
}
