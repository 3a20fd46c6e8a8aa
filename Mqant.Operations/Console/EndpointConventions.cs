using Mqant.Operations.Door;

namespace Mqant.Operations.Console;

/// <summary>What the endpoints of the API have in common.</summary>
internal static class EndpointConventions
{
    /// <summary>It does something: whoever may is asked for, and what came of it is written down.</summary>
    public static RouteHandlerBuilder Acts(this RouteHandlerBuilder endpoint, string action, string role = DoorPolicies.Operator) => endpoint
        .WithMetadata(new AuditedAction(action))
        .AddEndpointFilter<AuditFilter>()
        .RequireAuthorization(role)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden);
}
