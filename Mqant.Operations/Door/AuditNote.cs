namespace Mqant.Operations.Door;

/// <summary>What the audit log says of a request beside its action.</summary>
/// <param name="Target">To whom or what; null for what the path says.</param>
/// <param name="Detail">What was said to it.</param>
internal sealed record AuditNote(string? Target, string Detail)
{
    public static void Set(HttpContext context, string? target, string? detail) => context.Features.Set(new AuditNote(target, detail ?? string.Empty));
}
