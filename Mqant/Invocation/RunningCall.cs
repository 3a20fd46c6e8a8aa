using Orleans.Runtime;

namespace Mqant;

/// <summary>The call of a batch that a grain is at.</summary>
internal sealed class RunningCall(IGrainContext context, string module)
{
    private CallBatch? _batch;
    private Session? _session;
    private int _at;

    public void Begin(CallBatch batch, int at, Session session) => (_batch, _at, _session) = (batch, at, session);

    public void End() => (_batch, _session) = (null, null);

    /// <summary>Whether one runs.</summary>
    public bool IsRunning => _batch is not null;

    /// <summary>Whose it is; null when none runs.</summary>
    public SessionRef? Caller => _session?.Ref;

    /// <summary>What it is; null when none runs.</summary>
    public CallDescription? Describe()
    {
        if (_batch is not { } batch || _session is not { } session)
        {
            return null;
        }

        ref readonly var call = ref batch.Calls[_at];
        return new CallDescription(module, call.HandlerName, context.GrainId.Key.ToString()!, session.Id, session.UserId, call.Trace);
    }
}
