using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Mqant.Operations.Door;

/// <summary>Says to whom the door is shut why it is.</summary>
internal sealed class DoorAuthorizationResults(LiveOptions<ConsoleOptions> options, AuditLog audit) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
        }
        else if (TooManyTokens.Get(context) is { } tooMany)
        {
            await tooMany.WriteAsync(context);
        }
        else if (Caller.Of(context.User) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problems.WriteAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "Nobody is signed in; expected the console's cookie, or a token in the header 'Authorization: Bearer …'.",
                ("signInMethods", SignInMethods.Of(options.Value)));
        }
        else
        {
            var needed = policy.Requirements.OfType<RoleRequirement>().Select(static requirement => requirement.Role).DefaultIfEmpty().Max();
            var detail = $"This needs the role {Name(needed)}; {caller.Name} is {Name(caller.Role)}.";
            await audit.RefuseAsync(context, detail);
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, detail);
        }
    }

    private static string Name(ConsoleRole role) => role.ToString().ToLowerInvariant();
}
