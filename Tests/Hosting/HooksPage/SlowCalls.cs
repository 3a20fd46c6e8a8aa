using Microsoft.Extensions.Logging;

namespace Mqant.Tests.Hosting.HooksPage;

internal sealed class SlowCalls(ILogger<SlowCalls> logger) : IHandlerFilter
{
    public async ValueTask InvokeAsync(HandlerContext context, Func<ValueTask> next)
    {
        try
        {
            await next();
        }
        finally
        {
            if (context.Elapsed > TimeSpan.FromMilliseconds(100))
            {
                logger.LogWarning(
                    "{Module}/{Handler} of {Key} took {Elapsed} for user '{User}': {Outcome} {Exception}",
                    context.Module, context.Handler, context.Key, context.Elapsed, context.Session.UserId, context.Outcome, context.Exception?.Message);
            }
        }
    }
}
