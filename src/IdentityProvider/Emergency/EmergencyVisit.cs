using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace IdentityProvider.Emergency;

/// <summary>Somebody between the two halves of emergency access.</summary>
/// <param name="Doors">Where it is open to them now; never none.</param>
public sealed record EmergencyVisit(SignInTurn Turn, IReadOnlyList<EmergencyDoor> Doors)
{
    /// <summary>The one that was chosen, or the only one; null while none is, and for one that was closed meanwhile: another clinic's door is not opened instead.</summary>
    public EmergencyDoor? DoorAt(Guid? clinicId) =>
        clinicId is null && Doors.Count == 1 ? Doors[0] : Doors.FirstOrDefault(door => door.Clinic.Id == clinicId);
}

/// <summary>Reads who is there, at every request anew: a clinic may close the door at any moment.</summary>
public sealed class EmergencyVisits(SignInFlow flow, SignInTurns turns, EmergencyDoors doors)
{
    public async Task<(EmergencyVisit? Visit, IActionResult? Elsewhere)> BeginAsync(HttpContext http, CancellationToken ct)
    {
        var (attempt, elsewhere) = await flow.FindLiveAsync(http, SignInFlow.EmergencyProofPage, ct);
        if (attempt is null)
        {
            return (null, elsewhere);
        }

        var turn = await turns.ReadAsync(http, attempt, ct);

        // A password that was replaced since it was typed here proves nothing any more: it is asked for again.
        if (!attempt.IsEmergency || turn.User is null || !turn.Facts.HasProvenWho)
        {
            return (null, SignInFlow.SeeOther(SignInFlow.With(SignInFlow.EmergencyPage, attempt)));
        }

        await flow.FrameAsync(http, attempt, ct);
        var open = await doors.OfAsync(turn.User, attempt.Demand, ct);
        return open.Count > 0 ? (new EmergencyVisit(turn, open), null) : (null, SignInFlow.SeeOther(SignInFlow.With(SignInFlow.EmergencyPage, attempt)));
    }
}
