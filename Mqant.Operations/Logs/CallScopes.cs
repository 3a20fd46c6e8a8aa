using System.Diagnostics;

namespace Mqant.Operations.Logs;

/// <summary>The scopes of log lines, and with them the call of a client in which a line was written: whoever writes scopes writes it too.</summary>
internal sealed class CallScopes : IExternalScopeProvider
{
    private readonly LoggerExternalScopeProvider _scopes = new();

    public IDisposable Push(object? state) => _scopes.Push(state);

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        _scopes.ForEachScope(callback, state);
        if (CallScope.Current is { } call)
        {
            callback(new ScopeOfCall(call), state);
        }
        else if (Activity.Current is { } activity)
        {
            callback(new[] { KeyValuePair.Create<string, object?>(ScopeOfCall.TraceId, activity.TraceId.ToHexString()) }, state);
        }
    }
}
