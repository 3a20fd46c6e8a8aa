namespace Mqant.Tests.Conformance;

/// <summary>A numbered statement of the specification.</summary>
/// <param name="Version">3.1.1 or 5.0.</param>
/// <param name="Number">Its number, as <c>MQTT-3.1.2-24</c>.</param>
/// <param name="How">What the gateway makes of it.</param>
/// <param name="Summary">What it asks, in our words.</param>
/// <param name="Reason">Why it is so, where no test shows it.</param>
internal sealed record Statement(string Version, string Number, string How, string Summary, string Reason)
{
    public const string Met = "met";
    public const string Different = "different";
    public const string NotApplicable = "not applicable";

    /// <summary>One that asks something of clients alone.</summary>
    public const string Client = "client";
}
