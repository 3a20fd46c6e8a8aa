using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mqant;

/// <content>What arrives.</content>
internal sealed partial class LoopConnection
{
    // Somebody receives, or has paused until the reader has caught up; after the end, for ever.
    private const int Busy = 1;

    // The kernel said meanwhile that there is more.
    private const int Again = 2;

    private const int SmallestBuffer = 2048;

    // Then others have their turn.
    private const int ReadsTogether = 8;

    private Action? _onResumed;
    private ValueTaskAwaiter<FlushResult> _paused;
    private int _reading;
    private volatile bool _hungUp;

    /// <summary>Receives all that is there. Called by whom <see cref="OnReady"/> gave the right to.</summary>
    public void Receive()
    {
        for (var reads = 0; ;)
        {
            Interlocked.And(ref _reading, ~Again);
            if (_reason is not null)
            {
                EndReading(_reason);
                return;
            }

            Span<byte> buffer;
            try
            {
                buffer = _input.Writer.GetSpan(SmallestBuffer);
            }
            catch (Exception exception)
            {
                // No memory: this one's end, not the process's.
                EndReading(exception);
                return;
            }

            var received = Receive(buffer, out var error);
            if (received > 0)
            {
                _input.Writer.Advance(received);
                if (!Deliver())
                {
                    return;
                }

                if (++reads == ReadsTogether)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }

                // A socket that gives less than there is room for has no more.
                if (received == buffer.Length || _hungUp)
                {
                    continue;
                }
            }
            else if (received == 0)
            {
                EndReading(null);
                return;
            }
            else if (error == Libc.Interrupted)
            {
                continue;
            }
            else if (error != Libc.TryAgain)
            {
                EndReading(ToException(error));
                return;
            }

            if (Interlocked.CompareExchange(ref _reading, 0, Busy) == Busy)
            {
                return;
            }
        }
    }

    private unsafe int Receive(Span<byte> buffer, out int error)
    {
        fixed (byte* bytes = buffer)
        {
            var received = (int)Libc.Receive(_descriptor, bytes, (nuint)buffer.Length, 0);
            error = received < 0 ? Marshal.GetLastPInvokeError() : 0;
            return received;
        }
    }

    // False when the reader has to catch up first, or there is none any more.
    private bool Deliver()
    {
        ValueTaskAwaiter<FlushResult> flush;
        try
        {
            flush = ArrivalScheduler.FlushAsync(_input.Writer, ReadsInPlace).GetAwaiter();
        }
        catch (Exception)
        {
            // Whoever read ended with this, and has told whom it concerns.
            EndReading(_reason);
            return false;
        }

        if (flush.IsCompleted)
        {
            return GoesOn(flush);
        }

        _paused = flush;
        flush.UnsafeOnCompleted(_onResumed ??= OnResumed);
        return false;
    }

    private void OnResumed()
    {
        var flush = _paused;
        _paused = default;
        if (GoesOn(flush))
        {
            Receive();
        }
    }

    private bool GoesOn(ValueTaskAwaiter<FlushResult> flush)
    {
        try
        {
            if (flush.GetResult() is { IsCompleted: false, IsCanceled: false })
            {
                return true;
            }
        }
        catch (Exception)
        {
            // As above.
        }

        EndReading(_reason);
        return false;
    }

    private bool TryBeginReading() => (Interlocked.Or(ref _reading, Busy | Again) & Busy) == 0;

    // Whoever receives right now sees the reason when it is done with what it does.
    private void StopReading()
    {
        _input.Writer.CancelPendingFlush();
        if (TryBeginReading())
        {
            EndReading(_reason);
        }
    }

    private void EndReading(Exception? exception)
    {
        _input.Writer.Complete(exception);
        bool isHeard;
        lock (_gate)
        {
            _isClosing = true;
            isHeard = _closing is not null;
        }

        if (isHeard)
        {
            // Whoever is told may do anything.
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.TellClosing(), this, preferLocal: false);
        }
        else
        {
            EndDirection();
        }
    }
}
