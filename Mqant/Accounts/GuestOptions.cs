namespace Mqant;

/// <summary>Clients that show nothing: section <c>Mqant:Authentication:Guests</c>.</summary>
public sealed class GuestOptions
{
    /// <summary>
    /// Whether a client that shows neither token nor password comes in, as a guest. False: CONNACK 5, in 5.0 0x87. Who is to register or to ask for a device by a call must come in
    /// as a guest first. A session that logs out ends then.
    /// </summary>
    public bool Allowed { get; set; } = true;
}
