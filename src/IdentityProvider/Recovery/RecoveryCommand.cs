using System.CommandLine;
using System.Globalization;
using IdentityProvider.Audit;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Recovery;

/// <summary>
/// <c>recovery list | approve | refuse</c> (and, for phones, <see cref="PhoneRequestCommand"/>): what an operator does for people who lost everything and have nobody at their practice who could let them back
/// in, above all the only admin of one.
/// </summary>
internal static class RecoveryCommand
{
    /// <param name="build">Puts the program together from the configuration on the rest of the command line.</param>
    public static Command Of(Func<string[], IHost> build)
    {
        var command = new Command("recovery", "People who lost everything, or their phone: lists who asked, lets one go on after a day, or says no.");
        var list = new Command("list", "Lists who asked, and since when.") { TreatUnmatchedTokensAsErrors = false };
        list.SetAction((parsed, ct) => RunAsync(build, parsed, ListAsync, ct));
        command.Subcommands.Add(list);
        command.Subcommands.Add(Decide(build, "approve", "Lets the person back in 24 hours from now, unless they stop it by the link in their mail.",
            (errand, email, check, ct) => DecideAsync(errand, email, check, approves: true, ct)));
        command.Subcommands.Add(Decide(build, "refuse", "Says no.", (errand, email, check, ct) => DecideAsync(errand, email, check, approves: false, ct)));
        PhoneRequestCommand.AddTo(command, build);
        return command;
    }

    internal sealed record Errand(IServiceProvider Services, TextWriter Output)
    {
        public T Get<T>() where T : notnull => Services.GetRequiredService<T>();
    }

    /// <summary>A verb about one person.</summary>
    /// <param name="decide">Gets the address and how it was made sure who it is; returns the exit code.</param>
    internal static Command Decide(
        Func<string[], IHost> build, string name, string description, Func<Errand, string, string, CancellationToken, Task<int>> decide)
    {
        var email = new Argument<string>("email") { Description = "The person's e-mail address." };
        var check = new Option<string>("--check") { Required = true, Description = "How you made sure who it is, in your own words. It is kept." };
        var verb = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        verb.Arguments.Add(email);
        verb.Options.Add(check);
        verb.SetAction((parsed, ct) => RunAsync(build, parsed, (errand, token) => decide(errand, parsed.GetValue(email)!, parsed.GetValue(check)!, token), ct));
        return verb;
    }

    private static async Task<int> RunAsync(
        Func<string[], IHost> build, ParseResult parsed, Func<Errand, CancellationToken, Task<int>> run, CancellationToken ct)
    {
        using var host = build([.. parsed.UnmatchedTokens]);
        await using var scope = host.Services.CreateAsyncScope();
        var output = parsed.InvocationConfiguration.Output;
        try
        {
            return await run(new Errand(scope.ServiceProvider, output), ct);
        }
        catch (DbUpdateException failed) when (SaveConflicts.IsOfTwo(failed))
        {
            await output.WriteLineAsync("It was decided, stopped or changed by somebody else at the same moment. Nothing was done. Run \"recovery list\" to see how it stands.");
            return 1;
        }
    }

    private static async Task<int> ListAsync(Errand errand, CancellationToken ct)
    {
        var db = errand.Get<IdpDbContext>();
        var open = await db.RecoveryRequests.Where(r => r.State == RecoveryRequestState.Asked || r.State == RecoveryRequestState.Approved)
            .Join(db.Users, r => r.UserId, u => u.Id, (r, u) => new { Request = r, u.Email }).ToListAsync(ct);
        var now = errand.Get<TimeProvider>().GetUtcNow();
        foreach (var entry in open.Where(entry => entry.Request.IsOpen(now)).OrderBy(entry => entry.Request.AskedAt))
        {
            await errand.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{entry.Request.AskedAt:yyyy-MM-dd HH:mm}Z  {entry.Request.State,-8}  {entry.Email}"));
        }

        await PhoneRequestCommand.ListAsync(errand, ct);
        return 0;
    }

    private static async Task<int> DecideAsync(Errand errand, string email, string check, bool approves, CancellationToken ct)
    {
        var (db, normalized) = (errand.Get<IdpDbContext>(), User.Normalize(email));
        var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized && u.DeactivatedAt == null, ct);
        if (user is null || await errand.Get<RecoveryRequests>().OpenOfAsync(user.Id, ct) is not { } request || check.Trim().Length == 0)
        {
            await errand.Output.WriteLineAsync("Nobody with this address waits. Run \"recovery list\" to see who does, and say with --check how you made sure.");
            return 1;
        }

        var checkId = errand.Get<Reasons>().Keep(check.Trim());
        if (approves)
        {
            var approver = new RecoveryApprover(null, checkId, RecoveryRequest.OperatorWait);
            if (await errand.Get<RecoveryApprovals>().ApproveAsync(user, approver, clinic: null, ct) is null)
            {
                await errand.Output.WriteLineAsync("The address was changed less than 24 hours ago, so it cannot recover a password yet. Try again tomorrow.");
                return 1;
            }
        }
        else
        {
            request.Refuse(by: null, checkId, errand.Get<TimeProvider>().GetUtcNow());
            errand.Get<AuditLog>().Record(new RecoveryRefused(checkId, request.Id), user.Id);
        }

        await db.SaveChangesAsync(ct);
        await errand.Output.WriteLineAsync(approves
            ? "Approved. It counts in 24 hours, for 72 hours; the person was told how to stop it, and asks for a link on /recover then."
            : "Refused.");
        return 0;
    }
}
