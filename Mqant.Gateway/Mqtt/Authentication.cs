namespace Mqant.Gateway.Mqtt;

/// <summary>How far MQTT 5.0's enhanced authentication is (section 4.12).</summary>
internal enum Authentication : byte
{
    /// <summary>The client named no method in CONNECT: AUTH may not come.</summary>
    None,

    /// <summary>The client has authenticated itself, and may do so again.</summary>
    Done,

    /// <summary>The client was asked for its data.</summary>
    AwaitsData,

    /// <summary>The data is being looked at.</summary>
    Checks,
}
