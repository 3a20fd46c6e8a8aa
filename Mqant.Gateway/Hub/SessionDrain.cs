using Microsoft.Extensions.Options;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Hub;

/// <summary>How a gateway that stops lets go of its clients.</summary>
internal sealed class SessionDrain(SessionRegistry registry, IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly GatewayOptions _options = options.Value;

    // Set when nobody is left to wait for, or nobody wants to wait any longer.
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _draining;

    /// <summary>Whether it has begun: nobody is let in any more.</summary>
    public bool HasBegun => _draining;

    /// <summary>
    /// Lets nobody in any more and asks every client to go elsewhere: push <c>Session/OnReconnect {"reason":"draining"}</c>. Completes when all have gone.
    /// <para>
    /// Whoever is still there is served as before. In the first half of <see cref="GatewayOptions.DrainTimeout"/> clients go by themselves; those that stay are closed
    /// evenly over the second half, so that they do not all knock at another gateway at once, each when what it has sent is answered.
    /// </para>
    /// </summary>
    /// <param name="cancellationToken">There is no more time: all are closed at once.</param>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var registration = cancellationToken.UnsafeRegister(static drain => ((SessionDrain)drain!).End(), this);
        _draining = true;
        OnRemoved();
        var notice = Notice.Reconnect("draining");
        foreach (var session in registry.All)
        {
            session.TryWrite(notice);
        }

        var started = time.GetTimestamp();
        await WaitAsync(_drained.Task, _options.DrainTimeout / 2);
        var staying = registry.All.ToArray();
        var closing = new Task[staying.Length];
        for (var i = 0; i < staying.Length; i++)
        {
            var due = _options.DrainTimeout * (0.5 + (0.5 * (i + 1) / staying.Length));
            await WaitAsync(_drained.Task, due - time.GetElapsedTime(started));
            closing[i] = CloseWhenIdleAsync(staying[i], started);
        }

        await Task.WhenAll(closing);

        // Each connection ends its session when what it had read is answered.
        await WaitAsync(_drained.Task, _options.CallTimeout);
        foreach (var session in registry.All)
        {
            session.End(SessionEndReason.Draining);
        }
    }

    /// <summary>Closes the clients of a gateway that drains now, whatever they wait for.</summary>
    public void End() => _drained.TrySetResult();

    /// <summary>A session was removed: it may have been the last one.</summary>
    public void OnRemoved()
    {
        if (_draining && registry.IsEmpty)
        {
            End();
        }
    }

    private async Task CloseWhenIdleAsync(ClientSession session, long started)
    {
        await WaitAsync(Task.WhenAny(session.WhenIdleAsync(), _drained.Task), _options.DrainTimeout - time.GetElapsedTime(started));
        session.CloseConnection(SessionEndReason.Draining);
    }

    private async Task WaitAsync(Task task, TimeSpan patience)
    {
        if (patience > TimeSpan.Zero)
        {
            await task.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
