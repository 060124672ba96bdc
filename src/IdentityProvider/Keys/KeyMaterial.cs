using System.Security.Cryptography;
using IdentityProvider.Protocol.Jose;
using IdentityProvider.Storage;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Keys;

/// <summary>Key pairs of the algorithms offered, made, stored and loaded.</summary>
internal static class KeyMaterial
{
    public const string Purpose = "signing-key";

    public static SigningKey Create(string algorithm, DateTimeOffset signsFrom, ValueCipher cipher, DateTimeOffset now)
    {
        using AsymmetricAlgorithm pair = SigningAlgorithm.Find(algorithm) switch
        {
            { Curve: "P-256" } => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            { Curve: "P-384" } => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            { KeyType: "RSA" } => RSA.Create(2048),
            _ => throw new ArgumentException("Not an algorithm of ours.", nameof(algorithm)),
        };
        var secret = pair.ExportPkcs8PrivateKey();
        try
        {
            return new SigningKey(algorithm, pair.ExportSubjectPublicKeyInfo(), cipher.Encrypt(Purpose, secret), signsFrom, now);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public static SigningCredentials Load(SigningKey key, ValueCipher cipher)
    {
        var secret = cipher.Decrypt(Purpose, key.PrivateKey);
        try
        {
            return new SigningCredentials(Import(key, secret), key.Algorithm);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The public half, as it is published.</summary>
    public static JsonWebKey PublicOf(SigningCredentials credentials)
    {
        var jwk = credentials.Key switch
        {
            ECDsaSecurityKey ec => JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(ec.ECDsa.ExportParameters(includePrivateParameters: false)))),
            RsaSecurityKey rsa => JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.Rsa.ExportParameters(includePrivateParameters: false))),
            _ => throw new ArgumentException("Not a key of ours.", nameof(credentials)),
        };
        (jwk.Kid, jwk.Alg) = (credentials.Key.KeyId, credentials.Algorithm);
        return jwk;
    }

    private static AsymmetricSecurityKey Import(SigningKey key, byte[] secret)
    {
        if (SigningAlgorithm.Find(key.Algorithm) is { KeyType: "EC" })
        {
            var ec = ECDsa.Create();
            ec.ImportPkcs8PrivateKey(secret, out _);
            return new ECDsaSecurityKey(ec) { KeyId = key.KeyId };
        }

        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(secret, out _);
        return new RsaSecurityKey(rsa) { KeyId = key.KeyId };
    }
}
