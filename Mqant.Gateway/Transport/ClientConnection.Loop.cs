using System.IO.Pipelines;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Transport;

/// <content>Reading and waiting.</content>
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
        if (_isEnding && !IsDraining)
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

        if (_isEnding)
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

        if (_isEnding || (_unfinished.Count < HeldBytes.Step && _writer.Unread < HeldBytes.Step))
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
        while (!_isEnding)
        {
            var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _wake, wake);

            // Looked at again after the signal is in place: what changes from here on is noticed.
            if (_isEnding)
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

    private static partial class Log
    {
        [LoggerMessage(2901, LogLevel.Error, "A {Transport} connection failed, of session {Session} of user '{User}'.")]
        public static partial void Failed(ILogger logger, Exception exception, string transport, string? session, string? user);
    }
}
