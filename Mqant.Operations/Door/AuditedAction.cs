namespace Mqant.Operations.Door;

/// <summary>Says of an endpoint that whatever it does is written to the audit log.</summary>
/// <param name="Name">How the action is called there.</param>
internal sealed record AuditedAction(string Name)
{
    /// <summary>What the request's path says of whom or what it is about.</summary>
    public string TargetOf(HttpContext context) =>
        context.Features.Get<AuditNote>()?.Target ?? string.Join('/', context.Request.RouteValues.Values.OfType<string>());
}
