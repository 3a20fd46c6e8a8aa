namespace Mqant;

/// <summary>A login of a user.</summary>
/// <param name="Order">Place among the user's logins: microseconds of the silo's clock, growing with each.</param>
/// <param name="Device">Class of the device, empty when the client named none that is known.</param>
/// <param name="Store">Whether settings are stored for the user.</param>
[GenerateSerializer, Immutable, Alias("mqant.Login")]
internal sealed record Login([property: Id(0)] long Order, [property: Id(1)] string Device, [property: Id(2)] bool Store);
