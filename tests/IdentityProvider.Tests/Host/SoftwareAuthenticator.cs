using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IdentityProvider.Tests.Host;

/// <summary>
/// A device that keeps one passkey (WebAuthn L3 §6), and the browser in front of it. It answers as both should, unless a test makes it lie:
/// every part of an answer that an attacker could change can be set.
/// </summary>
internal sealed class SoftwareAuthenticator(Uri origin) : IDisposable
{
    private const int Present = 0x01;
    private const int Verified = 0x04;
    private const int BackupEligible = 0x08;
    private const int BackedUp = 0x10;
    private const int HoldsCredential = 0x40;
    private ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] CredentialId { get; set; } = RandomNumberGenerator.GetBytes(32);

    public string? UserHandle { get; set; }

    /// <summary>Of Apple's, so that a name can be suggested.</summary>
    public Guid Aaguid { get; set; } = Guid.Parse("fbfc3007-154e-4ecc-8c0b-6e020557d7bd");

    /// <summary>What the browser says where it is.</summary>
    public string Origin { get; set; } = origin.GetLeftPart(UriPartial.Authority);

    /// <summary>Whose passkey the device believes to use.</summary>
    public string RpId { get; set; } = origin.Host;

    public bool IsUserVerified { get; set; } = true;

    public bool IsUserPresent { get; set; } = true;

    public bool CrossOrigin { get; set; }

    public string? TopOrigin { get; set; }

    /// <summary>The device's count of uses. Null: it does not count.</summary>
    public uint? Count { get; set; }

    /// <summary>In place of "webauthn.get" or "webauthn.create".</summary>
    public string? SaysType { get; set; }

    /// <summary>"none", or "packed" with the passkey's own signature.</summary>
    public string Format { get; set; } = "none";

    /// <summary>Changes what was signed, after it was signed.</summary>
    public Func<string, string>? Tampers { get; set; }

    public string Create(JsonElement options)
    {
        UserHandle = options.GetProperty("user").GetProperty("id").GetString();
        var clientData = ClientData("webauthn.create", options);
        var data = AuthenticatorData(AttestedCredential());
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Encode(Encoding.UTF8.GetBytes(Tampers?.Invoke(clientData) ?? clientData)),
            ["attestationObject"] = Encode(Attestation(data, Sign(data, clientData))),
            ["transports"] = new JsonArray("internal", "hybrid"),
        });
    }

    public string Get(JsonElement options)
    {
        var clientData = ClientData("webauthn.get", options);
        var data = AuthenticatorData([]);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Encode(Encoding.UTF8.GetBytes(Tampers?.Invoke(clientData) ?? clientData)),
            ["authenticatorData"] = Encode(data),
            ["signature"] = Encode(Sign(data, clientData)),
            ["userHandle"] = UserHandle,
        });
    }

    /// <summary>The public key as a server stores it: COSE_Key, ES256 (RFC 9053 §7.1.1).</summary>
    public byte[] PublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(5);
        cbor.WriteInt32(1);
        cbor.WriteInt32(2);
        cbor.WriteInt32(3);
        cbor.WriteInt32(-7);
        cbor.WriteInt32(-1);
        cbor.WriteInt32(1);
        cbor.WriteInt32(-2);
        cbor.WriteByteString(point.X!);
        cbor.WriteInt32(-3);
        cbor.WriteByteString(point.Y!);
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    /// <summary>Signs with another key from now on, as somebody would who knows the credential's name only.</summary>
    public void NewKey()
    {
        _key.Dispose();
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    }

    public void Dispose() => _key.Dispose();

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private string ClientData(string type, JsonElement options)
    {
        var data = new JsonObject
        {
            ["type"] = SaysType ?? type,
            ["challenge"] = options.GetProperty("challenge").GetString(),
            ["origin"] = Origin,
            ["crossOrigin"] = CrossOrigin,
        };
        if (TopOrigin is not null)
        {
            data["topOrigin"] = TopOrigin;
        }

        return data.ToJsonString();
    }

    private byte[] AuthenticatorData(byte[] credential)
    {
        var flags = (IsUserPresent ? Present : 0) | (IsUserVerified ? Verified : 0) | (Count is null ? BackupEligible | BackedUp : 0)
            | (credential.Length > 0 ? HoldsCredential : 0);
        var data = new byte[37 + credential.Length];
        SHA256.HashData(Encoding.UTF8.GetBytes(RpId), data);
        data[32] = (byte)flags;
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), Count is null ? 0 : (uint)++Count);
        credential.CopyTo(data, 37);
        return data;
    }

    private byte[] AttestedCredential()
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)CredentialId.Length);
        return [.. Aaguid.ToByteArray(bigEndian: true), .. length, .. CredentialId, .. PublicKey()];
    }

    private byte[] Attestation(byte[] data, byte[] signature)
    {
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(3);
        cbor.WriteTextString("fmt");
        cbor.WriteTextString(Format);
        cbor.WriteTextString("attStmt");
        cbor.WriteStartMap(Format == "none" ? 0 : 2);
        if (Format != "none")
        {
            cbor.WriteTextString("alg");
            cbor.WriteInt32(-7);
            cbor.WriteTextString("sig");
            cbor.WriteByteString(signature);
        }

        cbor.WriteEndMap();
        cbor.WriteTextString("authData");
        cbor.WriteByteString(data);
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private byte[] Sign(byte[] data, string clientData) => _key.SignData(
        [.. data, .. SHA256.HashData(Encoding.UTF8.GetBytes(clientData))], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private string Credential(JsonObject response) => new JsonObject
    {
        ["id"] = Encode(CredentialId),
        ["rawId"] = Encode(CredentialId),
        ["type"] = "public-key",
        ["clientExtensionResults"] = new JsonObject(),
        ["authenticatorAttachment"] = "platform",
        ["response"] = response,
    }.ToJsonString();
}
