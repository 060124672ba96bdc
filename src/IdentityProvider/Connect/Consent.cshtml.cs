using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Limits;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityProvider.Connect;

/// <summary>
/// Asks what an app may have. The form's antiforgery token names the user it was made for, and the answer is kept for this session
/// alone: nobody answers for somebody else.
/// </summary>
[AllowAnonymous, KnowsWhoIsSignedIn, EnableRateLimiting(RateLimits.Pages)]
internal sealed class ConsentModel(
    AuthorizeQuestions questions, AuthorizeSteps steps, Consents consents, ScopeWords words, AuditLog audit, IdpDbContext db) : PageModel
{
    public const string Path = "/connect/consent";
    public const string Allow = "allow";

    /// <summary>The scopes that were left ticked.</summary>
    [BindProperty]
    public List<string> Allowed { get; set; } = [];

    /// <summary>Which button was pressed. Anything but <see cref="Allow"/> is a no.</summary>
    [BindProperty]
    public string? Decision { get; set; }

    public AuthorizeQuestion Question { get; private set; } = null!;

    public IReadOnlyList<ScopeLine> Lines { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { } question)
        {
            return AuthorizeQuestions.Resume(HttpContext);
        }

        Question = question;
        Lines = words.Of(question.Turn.Asked, question.Turn.Membership?.Group);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is { } question)
        {
            await AnswerAsync(question.Turn, ct);
        }

        return AuthorizeQuestions.Resume(HttpContext);
    }

    // What a step before this one took away is not asked for.
    private async Task<AuthorizeQuestion?> ReadAsync(CancellationToken ct) =>
        await questions.ReadAsync(HttpContext, ct) is { } question && await steps.BeforeAsync<ConsentStep>(question.Turn, ct) is { } turn
            ? question with { Turn = turn }
            : null;

    private async Task AnswerAsync(AuthorizeTurn turn, CancellationToken ct)
    {
        var answers = turn.Answers ?? new AuthorizeAnswers(turn.Session.Id);
        if (Decision != Allow)
        {
            turn.Pending.Answer(answers with { Denied = true, ConsentedScopes = null });
            Record(turn, new ConsentRefused());
        }
        else
        {
            var granted = ConsentRules.Granted(turn.Asked, Allowed);
            turn.Pending.Answer(answers with { Denied = false, ConsentedScopes = granted.Values, MembershipId = turn.Membership?.Id });
            Record(turn, new ConsentGiven(granted.Values.Length, turn.Asked.Values.Length));
            if (turn.Client.IsThirdParty)
            {
                await consents.DecideAsync(turn.Session.UserId, turn.Client.Id, turn.Membership?.Id, turn.Asked, granted, ct);
            }
        }

        await SaveAsync(ct);
    }

    private void Record(AuthorizeTurn turn, AuditEvent happened) =>
        audit.Record(happened, turn.Session.UserId, turn.Membership?.ClinicId, turn.Client.Id, sessionId: turn.Session.Id);

    // The same form twice at once: the first one's answer stands, and both go on with it.
    private async Task SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
        }
    }
}
