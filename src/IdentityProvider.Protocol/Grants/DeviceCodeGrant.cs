namespace IdentityProvider.Protocol.Grants;

/// <summary>How far a device authorization has come.</summary>
public enum DeviceProgress
{
    /// <summary>Nobody has decided yet.</summary>
    Pending,

    Approved,

    Denied,

    /// <summary>Its tokens were handed out. That happens once.</summary>
    Redeemed,
}

/// <summary>A token request with a device code (RFC 8628 §3.4).</summary>
public sealed record DeviceCodeGrant(string DeviceCode)
{
    /// <summary>How long somebody has for signing in on the other screen.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a device waits between two questions, and by how much longer after each time it did not (§3.5).</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override string ToString() => nameof(DeviceCodeGrant);

    public static Parsed<DeviceCodeGrant> Parse(RequestParameters form)
    {
        if (form.FirstBroken("device_code") is { } broken)
        {
            return broken;
        }

        return form["device_code"] is { } code ? new DeviceCodeGrant(code) : ProtocolError.InvalidRequest("device_code is missing");
    }

    /// <summary>Why a device gets no tokens (§3.5).</summary>
    /// <param name="progress">As it stands after the question.</param>
    /// <param name="isExpired">Whether the time for signing in is over. A decision made in time can still be collected late.</param>
    /// <param name="cameTooSoon">Whether it did not wait the interval since it last asked.</param>
    public static ProtocolError WhyNot(DeviceProgress progress, bool isExpired, bool cameTooSoon) => (progress, isExpired, cameTooSoon) switch
    {
        (DeviceProgress.Denied, _, _) => ProtocolError.AccessDenied("the user said no"),
        (DeviceProgress.Redeemed, _, _) => ProtocolError.InvalidGrant("the device code was used"),
        (DeviceProgress.Approved or DeviceProgress.Pending, true, _) => ProtocolError.ExpiredToken("the device code is expired: ask for a new one"),
        (DeviceProgress.Approved, false, _) => ProtocolError.InvalidGrant("what was approved has ended"),
        (DeviceProgress.Pending, false, true) => ProtocolError.SlowDown("the interval grew by five seconds: wait that long before asking again"),
        (DeviceProgress.Pending, false, false) => ProtocolError.AuthorizationPending("the user has not decided yet"),
    };
}
