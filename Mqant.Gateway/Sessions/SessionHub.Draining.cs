using Mqant.Gateway.Push;

namespace Mqant.Gateway.Sessions;

/// <content>How a gateway that stops lets go of its clients.</content>
public sealed partial class SessionHub
{
    // Set when nobody is left to wait for, or nobody wants to wait any longer.
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _draining;

    /// <summary>
    /// Lets nobody in any more and asks every client to go elsewhere: push <c>Session/OnReconnect {"reason":"draining"}</c>. Completes when all have gone.
    /// <para>
    /// Whoever is still there is served as before. In the first half of <see cref="GatewayOptions.DrainTimeout"/> clients go by themselves; those that stay are closed
    /// evenly over the second half, so that they do not all knock at another gateway at once, each when what it has sent is answered.
    /// </para>
    /// </summary>
    /// <param name="cancellationToken">There is no more time: all are closed at once.</param>
    internal async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        using var registration = cancellationToken.UnsafeRegister(static hub => ((SessionHub)hub!).EndDraining(), this);
        _draining = true;
        EndDrainingIfEmpty();
        var notice = new OutboundMessage("Session/OnReconnect", ModuleJson.Encode(new Notice("draining")));
        foreach (var session in _registry.All)
        {
            session.TryWrite(notice);
        }

        var started = _time.GetTimestamp();
        await WaitAsync(_drained.Task, Options.DrainTimeout / 2);
        var staying = _registry.All.ToArray();
        var closing = new Task[staying.Length];
        for (var i = 0; i < staying.Length; i++)
        {
            var due = Options.DrainTimeout * (0.5 + (0.5 * (i + 1) / staying.Length));
            await WaitAsync(_drained.Task, due - _time.GetElapsedTime(started));
            closing[i] = CloseWhenIdleAsync(staying[i], started);
        }

        await Task.WhenAll(closing);

        // Each connection ends its session when what it had read is answered.
        await WaitAsync(_drained.Task, Options.CallTimeout);
        foreach (var session in _registry.All)
        {
            session.End(SessionEndReason.Draining);
        }
    }

    /// <summary>Closes the clients of a gateway that drains now, whatever they wait for.</summary>
    internal void EndDraining() => _drained.TrySetResult();

    private void EndDrainingIfEmpty()
    {
        if (_registry.IsEmpty)
        {
            EndDraining();
        }
    }

    private async Task CloseWhenIdleAsync(ClientSession session, long started)
    {
        await WaitAsync(Task.WhenAny(session.WhenIdleAsync(), _drained.Task), Options.DrainTimeout - _time.GetElapsedTime(started));
        session.CloseConnection(SessionEndReason.Draining);
    }

    private async Task WaitAsync(Task task, TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            await task.WaitAsync(time, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
