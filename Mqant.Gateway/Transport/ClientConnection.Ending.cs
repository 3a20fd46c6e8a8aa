using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Transport;

/// <content>Closing, by whomever and for whatever reason, and the end.</content>
public abstract partial class ClientConnection
{
    private bool IsDraining => _isEnding && _reason == (int)SessionEndReason.Draining && IsOpen;

    /// <inheritdoc/>
    public void Close(SessionEndReason reason) => Close(reason, evenIn: true);

    /// <summary>The process begins to stop. Whoever is in has a session, and the session core decides when that one drains.</summary>
    internal void OnStopping() => Close(SessionEndReason.Draining, evenIn: false);

    private void Close(SessionEndReason reason, bool evenIn)
    {
        bool isWelcomed;
        lock (_writer.Gate)
        {
            isWelcomed = _state == State.Welcoming;
            if ((!evenIn && _state >= State.Welcoming) || !TryEnd(reason))
            {
                return;
            }
        }

        // Who is being let in just now hears of it when he is.
        if (!isWelcomed)
        {
            Finish(reason);
        }
    }

    // The first reason counts.
    private bool TryEnd(SessionEndReason reason)
    {
        lock (_writer.Gate)
        {
            if (_reason != Running)
            {
                return false;
            }

            _reason = (int)reason;
        }

        if (reason is SessionEndReason.ProtocolError or SessionEndReason.PacketTooLarge or SessionEndReason.ReceiveMaximumExceeded)
        {
            Statistics.ProtocolErrors.Add(1);
        }

        return true;
    }

    // Called once, by whose reason counts.
    private void Finish(SessionEndReason reason)
    {
        if (reason is SessionEndReason.SlowConsumer)
        {
            _writer.DiscardBacklog();
        }

        if (reason is SessionEndReason.Draining && IsOpen)
        {
            // Goodbye follows when what it has sent is answered.
            _deadline.Start(Services.Options.CallTimeout + Linger);
        }
        else
        {
            Stop(reason);
        }

        _isEnding = true;
        if (_state == State.Opening)
        {
            // Nothing was promised to this client yet, and whatever its session waits for must stop.
            _context.Abort();
        }

        _context.Transport.Input.CancelPendingRead();
        Wake();
    }

    private void OnDeadline()
    {
        if (_deadline.IsRunning)
        {
            // It was set anew meanwhile.
            return;
        }

        if (_isEnding)
        {
            // Harmless where the connection ended long ago.
            _context.Abort();
            return;
        }

        if (_state < State.Welcoming)
        {
            Close(SessionEndReason.KeepAliveTimeout, evenIn: false);
            return;
        }

        if (IdleLimit == TimeSpan.Zero)
        {
            // It was the one to introduce itself by, just met.
            return;
        }

        // The clock of packets is coarse: one tick more, so that nobody is closed early.
        var silent = _paused ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Services.Wheel.Now - Volatile.Read(ref _lastPacket));
        var left = IdleLimit + TimerWheel.Tick - silent;
        if (left <= TimeSpan.Zero)
        {
            Close(SessionEndReason.KeepAliveTimeout);
            return;
        }

        lock (_writer.Gate)
        {
            if (_reason == Running)
            {
                _deadline.Start(left);
            }
        }
    }

    private void OnStuck()
    {
        if (_writer.IsFull)
        {
            Close(SessionEndReason.SlowConsumer);
        }
    }

    private async Task EndAsync()
    {
        // Without a reason so far, the peer just went away, or its WebSocket did what it must not.
        var isEndedByPeer = TryEnd(_webSocket is { HasFailed: true } ? SessionEndReason.ProtocolError : SessionEndReason.ConnectionLost);
        _isEnding = true;
        var left = LeaveAsync((SessionEndReason)_reason);
        if (IsDraining)
        {
            await left;
            Stop(SessionEndReason.Draining);
        }
        else
        {
            _deadline.Start(Linger);
        }

        await _writer.StopAsync();
        _stuck?.Stop();
        _pace?.Stop();
        _hoard?.Stop();
        _unfinished.Set(0, Services.Bytes);

        if (_webSocket is not null && !_writer.IsBroken)
        {
            // Until its client has closed it, too, it makes room for others.
            _ticket.Rests();
            await _webSocket.CloseAsync(isEndedByPeer);
        }

        // Whoever sees the end may come back at once.
        _ticket.Leave();
        await _context.Transport.Output.CompleteAsync(_writer.IsBroken ? new ConnectionAbortedException() : null);
        await _context.Transport.Input.CompleteAsync();
        Statistics.Connections.Add(-1);
    }

    // A session that is not done with what its client had sent counts as connected, though nobody holds the connection any more.
    private async Task LeaveAsync(SessionEndReason reason)
    {
        try
        {
            await (_session?.LeaveAsync(reason) ?? Task.CompletedTask);
        }
        catch (Exception e)
        {
            Log.Failed(Services.Log, e, Transport, _session?.Id, _session?.Snapshot.UserId);
        }

        if (_entered)
        {
            Services.Gate.Leave();
        }
    }

    private void Stop(SessionEndReason reason)
    {
        if (IsOpen)
        {
            try
            {
                SayGoodbye(reason);
            }
            catch (Exception e)
            {
                // It must not keep the connection from its end, nor take a caller down who may be the timer of all connections.
                Log.Failed(Services.Log, e, Transport, _session?.Id, _session?.Snapshot.UserId);
            }
        }

        _writer.Stop();
        _deadline.Start(Linger);
    }
}
