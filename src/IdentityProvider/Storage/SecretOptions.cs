using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Storage;

/// <summary>Section "Secrets": where settings that are secret may stand besides the environment.</summary>
public sealed class SecretOptions
{
    public const string Section = "Secrets";

    /// <summary>
    /// A folder with one file for each secret, as container platforms mount them, for example /run/secrets. A file is named as the environment variable would be
    /// (Delivery__Vonage__PrivateKey), holds the value alone, and wins over environment and command line. Empty: none.
    /// </summary>
    [MaxLength(4096)]
    public string Directory { get; set; } = "";

    /// <summary>
    /// Whether the credentials that "IdentityProvider secrets set" keeps in the database, encrypted with the master key, are used. They win over every other
    /// source, and a node that cannot read them does not start. Not read from a file.
    /// </summary>
    public bool Stored { get; set; }
}
