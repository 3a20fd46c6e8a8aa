using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Transport;

/// <content>Reading, waiting and ending.</content>
public abstract partial class ClientConnection
{
    // An introduction is always answered.
    private bool MustPause
        => IsOpen && (_session!.IsFull || _writer.IsJammed || Services.Bytes.IsTooMuch(Held) || IsTooFast);

    private bool IsTooFast => _pacer?.GetDelay(Services.Wheel.Now) > TimeSpan.Zero;

    // Everything that an idle connection waits in is here: each further method would cost it another hundred bytes.
    private async Task ServeAsync()
    {
        try
        {
            var isServed = true;
            while (isServed)
            {
                switch (Handle(await _context.Transport.Input.ReadAsync()))
                {
                    case ReadStep.ReadMore:
                        break;
                    case ReadStep.Pause:
                        await WaitUntilReadyAsync();
                        break;
                    case ReadStep.Open:
                        isServed = await OpenAsync();
                        break;
                    default:
                        isServed = false;
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The connection broke; its end says so.
        }
        catch (Exception e)
        {
            Log.Failed(Services.Log, e, Transport, _session?.Id, _session?.Snapshot.UserId);
        }

        if (_context.Features.Get<IReadInPlace>() is { ReadsInPlace: true } transport)
        {
            // The thread that receives has others to serve, and what follows may be anybody's code.
            transport.ReadsInPlace = false;
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        await EndAsync();
    }

    private ReadStep Handle(in ReadResult result)
    {
        // Whoever is asked to go elsewhere is still answered what has arrived.
        if (IsEnding && !IsDraining)
        {
            return ReadStep.End;
        }

        var buffer = result.Buffer;
        var start = buffer.Start;
        var step = ReadStep.End;
        _unfinished.Set(0, Services.Bytes);
        _writer.Cork();
        try
        {
            step = Read(ref buffer);
        }
        finally
        {
            // What arrived together goes to its grains together.
            _session?.Flush();
            _writer.Uncork();
        }

        if (!start.Equals(buffer.Start))
        {
            Statistics.BytesReceived.Add(result.Buffer.Length - buffer.Length);
            _lastPacket = Services.Wheel.Now;
        }

        if (IsEnding)
        {
            step = ReadStep.End;
        }
        else if (step == ReadStep.ReadMore && _webSocket is not null)
        {
            // Pings count, too. Who sends nothing else is not waited for.
            step = MustPause ? ReadStep.Pause : !IsOpen && IsTooFast ? ReadStep.End : step;
        }

        if (step != ReadStep.ReadMore)
        {
            _context.Transport.Input.AdvanceTo(buffer.Start);
            return step;
        }

        // What a packet takes whose end has not come is looked at before more of it is read.
        Keep((int)buffer.Length, isSame: start.Equals(buffer.Start));
        if (IsOpen && Services.Bytes.IsTooMuch(Held))
        {
            _context.Transport.Input.AdvanceTo(buffer.Start);
            return ReadStep.Pause;
        }

        _context.Transport.Input.AdvanceTo(buffer.Start, buffer.End);
        return result.IsCompleted ? ReadStep.End : ReadStep.ReadMore;
    }

    private void Keep(int unfinished, bool isSame)
    {
        _unfinished.Set(unfinished, Services.Bytes);
        if (unfinished < HeldBytes.Step)
        {
            return;
        }

        if (!isSame || _unfinishedSince == 0)
        {
            _unfinishedSince = Math.Max(1, Services.Wheel.Now);
        }

        StartHoarding();
    }

    private void StartHoarding()
    {
        if (Volatile.Read(ref _hoard) is not null)
        {
            return;
        }

        var timer = Services.Wheel.CreateTimer(static connection => ((ClientConnection)connection).OnHoarding(), this);
        if (Interlocked.CompareExchange(ref _hoard, timer, null) is null)
        {
            timer.Start(HoardingInterval);
        }
    }

    // Who keeps memory for long without going on, be it half a packet or what is not read, is closed when memory is short.
    private void OnHoarding()
    {
        if (Services.Bytes.PatienceWithin(Services.Options.SlowConsumerTimeout) is { } patience && IsStuckSince(Services.Wheel.Now - (long)patience.TotalMilliseconds))
        {
            Services.ReportMemory(RemoteAddress);
            Close(SessionEndReason.SlowConsumer);
            return;
        }

        if (IsEnding || (_unfinished.Count < HeldBytes.Step && _writer.Unread < HeldBytes.Step))
        {
            Volatile.Write(ref _hoard, null);
            return;
        }

        _hoard!.Start(HoardingInterval);
    }

    private bool IsStuckSince(long time) =>
        (_unfinished.Count >= HeldBytes.Step && Volatile.Read(ref _unfinishedSince) <= time) || (_writer.Unread >= HeldBytes.Step && _writer.UnreadSince <= time);

    private async ValueTask WaitUntilReadyAsync()
    {
        _paused = true;
        Statistics.Paused.Add(1);
        while (!IsEnding)
        {
            var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _wake, wake);

            // Looked at again after the signal is in place: what changes from here on is noticed.
            if (IsEnding)
            {
                break;
            }

            if (_writer.IsJammed)
            {
                await wake.Task;
            }
            else if (Services.Bytes.IsTooMuch(Held))
            {
                // Perhaps others make room, of whom nothing is heard here.
                Services.ReportBytes(Held, RemoteAddress);
                await SleepAsync(TimerWheel.Tick, wake.Task);
            }
            else if (_session!.IsFull)
            {
                await Task.WhenAny(_session.WhenReadyAsync().AsTask(), wake.Task);
            }
            else if (_pacer?.GetDelay(Services.Wheel.Now) is { Ticks: > 0 } delay)
            {
                Services.ReportPace(RemoteAddress);
                await SleepAsync(delay, wake.Task);
            }
            else
            {
                break;
            }
        }

        _wake = null;
        _lastPacket = Services.Wheel.Now;
        _paused = false;
        Statistics.Paused.Add(-1);
    }

    private Task SleepAsync(TimeSpan delay, Task wake)
    {
        _pace ??= Services.Wheel.CreateTimer(static connection => ((ClientConnection)connection).Wake(), this);
        _pace.Start(delay);
        return wake;
    }

    // A full fence: what the waiting side looks at was written before this, and must not be seen after it.
    private void Wake() => Interlocked.CompareExchange(ref _wake, null, null)?.TrySetResult();

    private void OnDeadline()
    {
        if (IsEnding)
        {
            // Harmless where the connection ended long ago.
            _context.Abort();
            return;
        }

        if (!IsOpen)
        {
            Close(SessionEndReason.KeepAliveTimeout);
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
        }
        else
        {
            _deadline.Start(left);
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
        var left = LeaveAsync((SessionEndReason)_end);
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

    // The first reason counts. In the writer's gate, so that nobody finds the connection over whose client is about to be told so.
    private bool TryEnd(SessionEndReason reason)
    {
        lock (_writer.Gate)
        {
            if (IsEnding)
            {
                return false;
            }

            Volatile.Write(ref _end, (int)reason);
        }

        if (reason is SessionEndReason.ProtocolError or SessionEndReason.PacketTooLarge or SessionEndReason.ReceiveMaximumExceeded)
        {
            Statistics.ProtocolErrors.Add(1);
        }

        return true;
    }

    private void Stop(SessionEndReason reason)
    {
        if (IsOpen)
        {
            Guard(static (connection, reason) => connection.SayGoodbye(reason), reason);
        }

        _writer.Stop();
        _deadline.Start(Linger);
    }

    /// <summary>What fails here must not keep the connection from its end, nor take a caller down who may be the timer of all connections.</summary>
    private void Guard(Action<ClientConnection, SessionEndReason> action, SessionEndReason reason)
    {
        try
        {
            action(this, reason);
        }
        catch (Exception e)
        {
            Log.Failed(Services.Log, e, Transport, _session?.Id, _session?.Snapshot.UserId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2901, LogLevel.Error, "A {Transport} connection failed, of session {Session} of user '{User}'.")]
        public static partial void Failed(ILogger logger, Exception exception, string transport, string? session, string? user);
    }
}
