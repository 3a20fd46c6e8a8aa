namespace Mqant;

/// <summary>
/// What has this is shown to nobody in error reports: a type, wherever a value of it is logged or put into an exception's <see cref="Exception.Data"/>; or a property or field of a type whose values are.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SecretAttribute : Attribute;
