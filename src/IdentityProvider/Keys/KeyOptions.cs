using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Keys;

/// <summary>Section "Keys": when signing keys follow one another.</summary>
public sealed class KeyOptions
{
    public const string Section = "Keys";

    /// <summary>How long a key is published before it signs, so that whoever caches our keys has it by then.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "60.00:00:00")]
    public TimeSpan PublishAhead { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a key signs.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "365.00:00:00")]
    public TimeSpan SignsFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a key stays published after its last signature: no token may outlive its key.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromDays(1);

    internal bool Fit() => PublishAhead < SignsFor;
}
