namespace Mqant;

/// <summary>
/// Only sessions whose login has one of these roles may call the handler, or any handler of the module that does not say <see cref="AllowGuestAttribute"/>. Guests get the error of
/// <see cref="RequireLoginAttribute"/>, others <see cref="GameErrors.RoleRequired"/>. Where there are several of them, on module and handler, a caller needs a role of each.
/// </summary>
/// <param name="roles">The roles, each of 1 to 64 letters, digits, <c>_</c>, <c>-</c>, <c>.</c> or <c>:</c>; one of them is enough.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface, Inherited = false, AllowMultiple = true)]
public sealed class RequireRoleAttribute(params string[] roles) : Attribute
{
    /// <summary>The roles, of which one is enough.</summary>
    public IReadOnlyList<string> Roles { get; } = roles;
}
