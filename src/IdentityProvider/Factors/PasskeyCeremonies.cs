using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using Microsoft.AspNetCore.Identity;

namespace IdentityProvider.Factors;

public enum PasskeyRefusal
{
    /// <summary>Not asked for here, asked for too long ago, or answered already.</summary>
    NotAsked,

    /// <summary>Unknown, removed, another user's, for another address, not by a verified person, or not what the key signed: all one to the browser.</summary>
    NotAccepted,

    /// <summary>The authenticator counts fewer uses than were seen: there may be a copy (WebAuthn L3 §6.1.1).</summary>
    CountedBack,
}

/// <param name="Id">Comes back with the answer.</param>
/// <param name="OptionsJson">For navigator.credentials.create or .get.</param>
public sealed record PasskeyQuestion(Guid Id, string OptionsJson);

/// <summary>What came of an answer: the passkey that gave it, or why it counts for nothing.</summary>
/// <param name="Passkey">On <see cref="PasskeyRefusal.CountedBack"/> too, so that its owner can be told.</param>
public sealed record PasskeyAnswer(Passkey? Passkey, PasskeyRefusal? Refusal)
{
    [MemberNotNullWhen(true, nameof(Passkey))]
    public bool IsAccepted => Refusal is null;
}

/// <summary>
/// The two ceremonies of WebAuthn (L3 §7.1 and §7.2), carried out by ASP.NET Core Identity's passkey handler over challenges and passkeys of
/// ours. What the handler does not: use a challenge once, bind it, and judge the count of uses.
/// </summary>
public sealed class PasskeyCeremonies
{
    private readonly PasskeyChallenges _challenges;
    private readonly Passkeys _passkeys;
    private readonly PasskeyStore _store;
    private readonly IPasskeyHandler<PasskeyHolder> _handler;

    internal PasskeyCeremonies(PasskeyChallenges challenges, Passkeys passkeys, PasskeyStore store, IPasskeyHandler<PasskeyHolder> handler) =>
        (_challenges, _passkeys, _store, _handler) = (challenges, passkeys, store, handler);

    /// <summary>Asks a known user's authenticator for a new passkey. Saved at once.</summary>
    /// <param name="name">The address, as the authenticator will list it.</param>
    public async Task<PasskeyQuestion> AskToRegisterAsync(HttpContext http, Guid ownerId, Guid userId, string name, string displayName)
    {
        var holder = await _passkeys.HolderOfAsync(userId, http.RequestAborted);
        var asked = await _handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = holder.Handle, Name = name, DisplayName = displayName }, http);
        _store.ThrowIfFailed();
        var binding = new PasskeyBinding(PasskeyPurpose.Registration, ownerId, userId);
        return new PasskeyQuestion(await _challenges.DrawAsync(binding, asked.AttestationState!, http.RequestAborted), asked.CreationOptionsJson);
    }

    /// <summary>
    /// Asks for a use of a passkey. Only where the user is known and has shown who they are does the question name their passkeys; otherwise it
    /// is the same for everybody. Saved at once.
    /// </summary>
    public async Task<PasskeyQuestion> AskToUseAsync(HttpContext http, PasskeyBinding binding)
    {
        var holder = binding is { Purpose: PasskeyPurpose.SecondFactor, UserId: { } userId } ? await _passkeys.HolderOfAsync(userId, http.RequestAborted) : null;
        var asked = await _handler.MakeRequestOptionsAsync(holder, http);
        _store.ThrowIfFailed();
        return new PasskeyQuestion(await _challenges.DrawAsync(binding, asked.AssertionState!, http.RequestAborted), asked.RequestOptionsJson);
    }

    /// <summary>Puts a new passkey on file. Its holder was verified while making it, so it proves itself at once. The caller saves.</summary>
    /// <param name="suggest">The name from the authenticator's make, null when it is unknown.</param>
    public async Task<PasskeyAnswer> RegisterAsync(HttpContext http, PasskeyBinding binding, PasskeyReply reply, Func<string?, string> suggest)
    {
        if (await _challenges.TakeAsync(binding, reply, http.RequestAborted) is not { } state)
        {
            return new PasskeyAnswer(null, PasskeyRefusal.NotAsked);
        }

        var result = await _handler.PerformAttestationAsync(new() { HttpContext = http, CredentialJson = reply.Credential!, AttestationState = state });
        _store.ThrowIfFailed();
        if (!result.Succeeded)
        {
            return new PasskeyAnswer(null, PasskeyRefusal.NotAccepted);
        }

        var credential = CredentialOf(result.Passkey);
        var name = await _passkeys.FreeNameAsync(binding.UserId!.Value, suggest(AuthenticatorNames.Of(credential.Aaguid)), http.RequestAborted);
        return new PasskeyAnswer(_passkeys.Add(binding.UserId.Value, credential, name), null);
    }

    /// <summary>Judges a use. The count of uses is written at once; the rest the caller saves.</summary>
    public async Task<PasskeyAnswer> UseAsync(HttpContext http, PasskeyBinding binding, PasskeyReply reply)
    {
        if (await _challenges.TakeAsync(binding, reply, http.RequestAborted) is not { } state)
        {
            return new PasskeyAnswer(null, PasskeyRefusal.NotAsked);
        }

        var result = await _handler.PerformAssertionAsync(new() { HttpContext = http, CredentialJson = reply.Credential!, AssertionState = state });
        _store.ThrowIfFailed();
        return result.Succeeded
            ? await _passkeys.UseAsync(result.Passkey.CredentialId, result.Passkey.SignCount, result.Passkey.IsBackedUp, http.RequestAborted)
            : new PasskeyAnswer(null, PasskeyRefusal.NotAccepted);
    }

    private static NewCredential CredentialOf(UserPasskeyInfo made) => new(
        made.CredentialId, made.PublicKey, made.SignCount, made.Transports ?? [], AaguidIn(made.AttestationObject), made.IsBackupEligible, made.IsBackedUp,
        made.AttestationObject);

    // The handler has read the object before; where the make stands in it is fixed (WebAuthn L3 §6.5.1: after 37 bytes of authenticator data).
    private static Guid AaguidIn(byte[] attestation)
    {
        var cbor = new CborReader(attestation, CborConformanceMode.Ctap2Canonical);
        cbor.ReadStartMap();
        while (cbor.PeekState() != CborReaderState.EndMap)
        {
            if (cbor.ReadTextString() == "authData")
            {
                return new Guid(cbor.ReadByteString().AsSpan(37, 16), bigEndian: true);
            }

            cbor.SkipValue();
        }

        return Guid.Empty;
    }
}
