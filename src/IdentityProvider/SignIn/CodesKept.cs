using System.Globalization;
using System.Text;
using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn;

/// <summary>The moment when the user says that the recovery codes are kept, and the file they may keep them in.</summary>
public sealed class CodesKept(RecoveryCodes codes, SignInNotices notices, AuditLog audit, IStringLocalizer<SignInTexts> texts, TimeProvider clock)
{
    /// <summary>Whether what waits to be kept is what the page showed. Another tab may have drawn new codes since, and nobody has seen those here.</summary>
    /// <param name="shownId">The set that stood on the page.</param>
    public async Task<bool> AreThoseAsync(Guid userId, Guid? shownId, CancellationToken ct) =>
        await codes.OfAsync(userId, ct) is not { ConfirmedAt: null } set || set.Id == shownId;

    /// <summary>From now on these codes count and those before do not. The caller saves, and sends the notice.</summary>
    /// <returns>The mail to send; null when there was nothing to confirm.</returns>
    public async Task<NoticeContent?> ConfirmAsync(Guid userId, Guid? attemptId, CancellationToken ct)
    {
        if (await codes.OfAsync(userId, ct) is not { ConfirmedAt: null } set)
        {
            return null;
        }

        await codes.ConfirmAsync(set, ct);
        audit.Record(new Audit.RecoveryCodesMade(set.Id), userId, attemptId: attemptId);
        return new Delivery.RecoveryCodesMade(clock.GetUtcNow());
    }

    public void Tell(SignInTurn turn, NoticeContent notice) => notices.TellOfChange(turn, notice);

    /// <summary>A text file with the codes, for a drawer or a password manager.</summary>
    public FileContentResult File(IReadOnlyList<WrittenCode> shown, string account)
    {
        var lines = new StringBuilder()
            .AppendLine(texts["Codes.FileTitle", account]).AppendLine(texts["Codes.Once"]).AppendLine();
        for (var i = 0; i < shown.Count; i++)
        {
            lines.AppendLine(CultureInfo.InvariantCulture, $"{i + 1,2}. {shown[i].AsWritten()}");
        }

        return new FileContentResult(Encoding.UTF8.GetBytes(lines.ToString()), "text/plain; charset=utf-8") { FileDownloadName = "recovery-codes.txt" };
    }
}
