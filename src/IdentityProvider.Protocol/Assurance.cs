namespace IdentityProvider.Protocol;

/// <summary>What a set of proofs amounts to: the claims <c>acr</c>, <c>amr</c> and <c>auth_time</c>, told honestly.</summary>
/// <param name="Acr">The strongest class the proofs reach.</param>
/// <param name="Amr">Methods used (RFC 8176, and <c>tdev</c>, <c>email</c>, <c>byp</c>, <c>rcv</c> of our own).</param>
/// <param name="AuthTime">UTC; the time of the oldest proof counted.</param>
public sealed record Assurance(Acr Acr, IReadOnlyList<string> Amr, DateTimeOffset AuthTime)
{
    /// <summary>One line of the table: this proof beside a password (a passkey stands alone) reaches that class.</summary>
    private sealed record Row(ProofKind Kind, Acr Acr, string[] Amr);

    // Strongest first; the first line whose proof is there wins. The password has to be there for all but the passkey.
    private static readonly Row[] Table =
    [
        // Whether a passkey lives in software or in hardware is not attested, so the weaker claim is made.
        new(ProofKind.Passkey, Acr.Aal2PhishingResistant, ["swk", "user", "mfa"]),
        new(ProofKind.AuthenticatorApp, Acr.Aal2, ["pwd", "otp", "mfa"]),
        new(ProofKind.Text, Acr.Aal2, ["pwd", "otp", "sms", "mfa"]),
        new(ProofKind.Voice, Acr.Aal2, ["pwd", "otp", "tel", "mfa"]),
        new(ProofKind.RecoveryCode, Acr.Aal2, ["pwd", "rcv", "mfa"]),
        new(ProofKind.BypassCode, Acr.Aal1Bypass, ["pwd", "byp"]),
        new(ProofKind.Email, Acr.Aal1Email, ["pwd", "otp", "email"]),
        new(ProofKind.TrustedDevice, Acr.Aal1TrustedDevice, ["pwd", "tdev"]),
        new(ProofKind.Password, Acr.Aal1, ["pwd"]),
    ];

    /// <summary>Adds up proofs. Of several of one kind the newest counts; of several second factors the strongest, then the newest.</summary>
    /// <param name="proofs">Everything a session or an attempt knows, in any order.</param>
    /// <param name="notBefore">UTC; proofs made earlier do not count (see <see cref="Freshness"/>). Null: all count.</param>
    /// <returns>Null when the counted proofs do not sign anyone in: no password and no passkey among them.</returns>
    public static Assurance? Of(IEnumerable<Proof> proofs, DateTimeOffset? notBefore = null)
    {
        var newest = proofs
            .Where(proof => notBefore is null || proof.At >= notBefore)
            .GroupBy(proof => proof.Kind)
            .ToDictionary(kind => kind.Key, kind => kind.Max(proof => proof.At));

        return Table
            .Where(row => newest.ContainsKey(row.Kind))
            .Where(row => row.Kind == ProofKind.Passkey || newest.ContainsKey(ProofKind.Password))
            .OrderByDescending(row => row.Acr)
            .ThenByDescending(row => newest[row.Kind])
            .Select(row => new Assurance(row.Acr, row.Amr, OldestOf(row, newest)))
            .FirstOrDefault();
    }

    /// <summary>Whether this is enough for a demanded class. No demand is always met.</summary>
    public bool Reaches(Acr? demanded) => demanded is null || Acr >= demanded;

    private static DateTimeOffset OldestOf(Row row, Dictionary<ProofKind, DateTimeOffset> newest)
    {
        var second = newest[row.Kind];
        return row.Kind != ProofKind.Passkey && newest[ProofKind.Password] < second ? newest[ProofKind.Password] : second;
    }
}
