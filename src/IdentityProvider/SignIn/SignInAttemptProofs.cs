using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn;

/// <summary>What was proven in an attempt, and under which password.</summary>
public sealed partial class SignInAttempt
{
    /// <summary>The password was typed while the user's security stamp was this one. What was proven under an older stamp stays forgotten.</summary>
    public void ProvePassword(string stamp, DateTimeOffset now) => ProveWho(ProofKind.Password, stamp, now);

    /// <summary>A passkey was used while the user's security stamp was this one. It says who is there by itself, as the password does.</summary>
    public void ProvePasskey(string stamp, DateTimeOffset now) => ProveWho(ProofKind.Passkey, stamp, now);

    /// <summary>
    /// Whether the password was replaced since it was typed here, or the account disavowed since. Whoever knew the old one would otherwise go on
    /// from where they were, as far as to a factor of their own.
    /// </summary>
    public bool IsOutdated(string? stamp) => CredentialStamp is not null && CredentialStamp != stamp;

    /// <summary>What was proven here and still counts while the user's security stamp is this one.</summary>
    public IReadOnlyList<Proof> ProofsUnder(string? stamp) => IsOutdated(stamp) ? [] : Proofs;

    public void Prove(ProofKind kind, DateTimeOffset now) => Prove(new Proof(kind, now));

    /// <exception cref="ArgumentException">A password: it is proven with the stamp it belongs to, or it would outlive its replacement.</exception>
    public void Prove(Proof proven) => Add(
        proven.Kind != ProofKind.Password ? proven : throw new ArgumentException("A password is proven by ProvePassword.", nameof(proven)));

    private void Add(Proof proven) => Proofs = [.. Proofs.Where(proof => proof.Kind != proven.Kind), proven];

    // A reset that was overtaken by another one is over: the newer stamp does not bring it back.
    private void ProveWho(ProofKind kind, string stamp, DateTimeOffset now)
    {
        if (Recovery == AttemptRecovery.Reset && IsOutdated(stamp))
        {
            (Recovery, RecoveryApprovalId) = (null, null);
        }

        // The newer stamp would otherwise bring back what a thief proved before the password was replaced: whoever stole the new one too needs no factor.
        Proofs = IsOutdated(stamp) ? [] : Proofs;
        Add(new Proof(kind, now));
        CredentialStamp = stamp;
    }
}
