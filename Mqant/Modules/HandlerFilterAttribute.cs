namespace Mqant;

/// <summary>
/// Runs around handlers: of a module when put on its interface or grain class, of one handler when put on its method. Filters of the silo
/// (<see cref="IHandlerFilter"/> services) run outside those of the module, and those outside the handler's.
/// </summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public abstract class HandlerFilterAttribute : Attribute, IHandlerFilter
{
    /// <inheritdoc/>
    public abstract ValueTask InvokeAsync(HandlerContext context, Func<ValueTask> next);
}
