using Microsoft.AspNetCore.Http.HttpResults;

namespace Mqant.Operations.Door;

/// <summary>Writes down what came of an action, also of one that failed.</summary>
internal sealed class AuditFilter(AuditLog audit) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            var result = await next(context);
            var inner = result is INestedHttpResult nested ? nested.Result : result;
            await AddAsync(context.HttpContext, inner is ProblemHttpResult problem ? $"refused: {problem.ProblemDetails.Detail}" : "done");
            return result;
        }
        catch (Exception exception)
        {
            await AddAsync(context.HttpContext, $"failed: {exception.GetType().Name}");
            throw;
        }
    }

    private Task AddAsync(HttpContext context, string outcome)
    {
        var action = context.GetEndpoint()!.Metadata.GetRequiredMetadata<AuditedAction>();
        var note = context.Features.Get<AuditNote>();
        return audit.AddAsync(context, Caller.Of(context.User)!, action.Name, action.TargetOf(context), note?.Detail ?? string.Empty, outcome);
    }
}
