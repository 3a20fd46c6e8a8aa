namespace Mqant;

/// <summary>
/// Code that runs before and after handlers, in the turn of the grain. It may refuse a call by throwing <see cref="GameException"/> instead of calling
/// <c>next</c>. Register one for every module of a silo as a singleton service, or derive from <see cref="HandlerFilterAttribute"/>.
/// </summary>
public interface IHandlerFilter
{
    /// <summary>Runs around one call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="next">The next filter or the handler; its exceptions are the handler's.</param>
    ValueTask InvokeAsync(HandlerContext context, Func<ValueTask> next);
}
