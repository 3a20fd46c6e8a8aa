namespace Mqant;

/// <summary>Only sessions that are bound to a user may call the handler, or any handler of the module that does not say <see cref="AllowGuestAttribute"/>.</summary>
/// <param name="error">The error text that guests get.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface, Inherited = false)]
public sealed class RequireLoginAttribute(string error = GameErrors.LoginRequired) : Attribute
{
    /// <summary>The error text that guests get.</summary>
    public string Error { get; } = error;
}
