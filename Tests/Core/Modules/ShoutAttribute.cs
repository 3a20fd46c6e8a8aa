namespace Mqant.Tests.Core.Modules;

/// <summary>Tells the caller what it saw before and after the handler.</summary>
internal sealed class ShoutAttribute : HandlerFilterAttribute
{
    public override async ValueTask InvokeAsync(HandlerContext context, Func<ValueTask> next)
    {
        if (context.Payload.Span.IndexOf("forbidden"u8) >= 0)
        {
            throw new GameException("refused by filter");
        }

        context.Session.Send("Probe/OnFilter", $"before {context.Module}/{context.Handler}");
        await next();
        context.Session.Send("Probe/OnFilter", "after");
    }
}
