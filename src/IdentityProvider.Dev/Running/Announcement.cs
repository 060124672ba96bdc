using IdentityProvider.Dev.Seeding;
using Spectre.Console;

namespace IdentityProvider.Dev.Running;

/// <summary>What <c>./dev up</c> prints when everything answers.</summary>
internal static class Announcement
{
    public static void Write(DemoData data, TextWriter to)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(to) });
        console.Profile.Width = Math.Max(console.Profile.Width, 140);
        console.Write(Places(data));
        console.Write(People(data));
        to.WriteLine($"All people have the password  {DemoPeople.Password}");
        to.WriteLine($"An old user name, for \"practice ID and user name\"  {DemoClinics.Lakeside.PracticeId} / {DemoPeople.OldUserName}  {DemoPeople.OldPassword}");
        to.WriteLine($"ready  {data.Ehr}  (Ctrl-C stops everything)");
        to.Flush();
    }

    private static Table Places(DemoData data)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("what", "where", "why");
        table.AddRow("EHR", data.Ehr, "staff sign in here");
        table.AddRow("Patient portal", data.Portal, "patients sign in here");
        table.AddRow("SMART app", data.SmartApp, "opens from a chart of the EHR, or by itself for staff");
        table.AddRow("Account", $"{data.Issuer}/account", "your own phone and trusted browsers");
        table.AddRow("Clinic console", $"{data.Issuer}/admin", "the MFA policy, for owners and admins");
        table.AddRow("Inbox", data.Inbox, "every text, call and mail arrives here");
        return table;
    }

    private static Table People(DemoData data)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Sign in as", "Clinic", "Role", "");
        foreach (var user in data.Users)
        {
            table.AddRow(Markup.Escape(user.Email), Markup.Escape(user.Clinic ?? "—"), user.Role, Markup.Escape(user.Note));
        }

        return table;
    }
}
