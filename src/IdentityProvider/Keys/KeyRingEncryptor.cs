using System.Xml.Linq;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace IdentityProvider.Keys;

/// <summary>Encrypts the secret part of a data protection key with the master key.</summary>
internal sealed class KeyRingEncryptor(ValueCipher cipher) : IXmlEncryptor
{
    internal const string Purpose = "data-protection";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var sealedKey = cipher.Encrypt(Purpose, plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(sealedKey)), typeof(KeyRingDecryptor));
    }
}

/// <summary>Its counterpart. The framework makes it by the type name that stands in the stored element.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(services.GetRequiredService<ValueCipher>()
        .DecryptText(KeyRingEncryptor.Purpose, Convert.FromBase64String(encryptedElement.Value)));
}
