using IdentityProvider.Delivery;
using IdentityProvider.Emergency;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Web;

namespace IdentityProvider.Admin.Emergency;

/// <summary>A code that was just drawn. Nobody can show it again.</summary>
/// <param name="Code">In groups, as it is printed.</param>
public sealed record PrintedEnvelope(Guid UserId, string Person, string Code)
{
    public override string ToString() => nameof(PrintedEnvelope);
}

/// <param name="Envelope">Null when nothing was printed.</param>
/// <param name="IsBusy">Because too many codes and passwords are being hashed already: 503 with Retry-After.</param>
public sealed record Printing(PrintedEnvelope? Envelope, bool IsBusy = false);

/// <summary>Draws the code for somebody's envelope, opens a door that wrong tries had closed, and tells the person.</summary>
public sealed class EnvelopePrinting(EmergencyList list, EnvelopeCodes envelopes, EmergencyTries tries, Outbox outbox, IdpDbContext db, TimeProvider clock)
{
    /// <summary>Saves what it prints.</summary>
    /// <returns>What was printed; nothing when the person is not named here, or is not the admin's to print for.</returns>
    public async Task<Printing> PrintAsync(AdminVisit visit, Guid userId, CancellationToken ct)
    {
        if ((await list.NamedAsync(visit, ct)).FirstOrDefault(person => person.User.Id == userId) is not { MayPrint: true } named)
        {
            return new Printing(null);
        }

        var (person, clinic) = (named.User, visit.Clinic);
        if (await envelopes.PrintAsync(clinic.Id, userId, visit.Admin.Id, ct) is not { } code)
        {
            return new Printing(null, IsBusy: true);
        }

        if (person.Email is { } email)
        {
            outbox.Enqueue(new Letter(Channel.Email, email, person.Language ?? Languages.English, new SealedCodeMade(clock.GetUtcNow(), visit.Admin.DisplayName))
            {
                Clinic = SignInCodes.LetterClinicOf(clinic),
                UserId = userId,
            });
        }

        await db.SaveChangesAsync(ct);
        if (named.IsClosed)
        {
            await tries.ForgiveAsync(person.Email!, ct);
        }

        return new Printing(new PrintedEnvelope(userId, person.DisplayName, code));
    }
}
