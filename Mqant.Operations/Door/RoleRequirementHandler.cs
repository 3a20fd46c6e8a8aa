using Microsoft.AspNetCore.Authorization;

namespace Mqant.Operations.Door;

/// <summary>Finds out whether somebody has the role that is asked for.</summary>
internal sealed class RoleRequirementHandler : AuthorizationHandler<RoleRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (Caller.Of(context.User) is { } caller && caller.Role >= requirement.Role)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
