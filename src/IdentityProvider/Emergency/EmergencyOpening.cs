using IdentityProvider.Access;
using IdentityProvider.Delivery;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;

namespace IdentityProvider.Emergency;

/// <summary>The end of it: the use is written down, the session begins for just that long, and every admin hears of it. All in one save.</summary>
public sealed class EmergencyOpening(EmergencyAccesses accesses, SignInEnding ending, EmergencyAlarms alarms, ValueCipher cipher)
{
    /// <summary>For what reasons are encrypted on an attempt.</summary>
    public const string ReasonPurpose = "emergency-reason";

    /// <summary>The caller saves.</summary>
    /// <returns>Where the browser goes.</returns>
    public async Task<string> OpenAsync(HttpContext http, SignInTurn turn, EmergencyDoor door, CancellationToken ct)
    {
        var proof = turn.Attempt.Proofs.Single(proof => proof.Kind != ProofKind.Password).Kind;
        var reason = cipher.DecryptText(ReasonPurpose, turn.Attempt.EmergencyReason!);
        var access = accesses.Begin(door.Membership, proof, reason, door.Length);
        await alarms.TellAsync(door.Clinic, new EmergencyAccessUsed(turn.Now, turn.User!.DisplayName, access.Until), turn.User, ct);
        return await ending.CompleteEmergencyAsync(http, turn, access, door.Membership, ct);
    }
}
