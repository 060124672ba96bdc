using IdentityProvider.Protocol;

namespace IdentityProvider.Factors;

/// <summary>What a method proves.</summary>
public static class MethodProof
{
    public static ProofKind Of(Method method) => method switch
    {
        Method.Text => ProofKind.Text,
        Method.Voice => ProofKind.Voice,
        Method.Email => ProofKind.Email,
        Method.AuthenticatorApp => ProofKind.AuthenticatorApp,
    };
}
