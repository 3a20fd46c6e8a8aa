namespace Mqant;

/// <summary>Guests may call this handler although its module says <see cref="RequireLoginAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowGuestAttribute : Attribute;
