using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mqant;

/// <summary>
/// Waits for many sockets, as an item of the thread pool that queues itself again after each batch. What one wake-up finds ready is received, and read by whoever reads in place, one connection after the other;
/// what they write leaves when all have been read. The turns of grains that they queued are in this worker's own queue, so that it runs them next: where there is little to do, one thread waits, reads, runs and sends,
/// and no other is needed. What is left after <see cref="Patience"/> goes to other workers, and while this one is at work elsewhere any other takes over the waiting.
/// </summary>
internal sealed unsafe class SocketLoop : IDisposable, IThreadPoolWorkItem
{
    private const int EventsPerWait = 256;
    private const int ConnectionsTogether = 32;
    private const int RetryMilliseconds = 100;
    private const ulong WakeTag = ulong.MaxValue;
    private const int Forever = -1;

    // So many that came back soon after an answer one after the other, before it is worth to look instead of sleeping.
    private const int ComebacksInARow = 8;

    /// <summary>How long it works on what one wake-up found, in timestamp units: 200 µs.</summary>
    private static readonly long Patience = Stopwatch.Frequency / 5_000;

    /// <summary>What comes within this is looked for rather than waited for, in timestamp units: 50 µs, which a processor in a virtual machine needs to wake up.</summary>
    private static readonly long Soon = Stopwatch.Frequency / 20_000;

    // Who is answered and asks again comes back within this, in timestamp units: 150 µs.
    private static readonly long Comeback = Stopwatch.Frequency * 3 / 20_000;

    // The kernel packs struct epoll_event on x64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int TagOffset = EventSize - sizeof(ulong);

    // Of this process, which share its thread pool.
    private static readonly List<SocketLoop> Loops = [];

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private readonly List<SocketListener> _starved = [];
    private readonly List<LoopConnection> _late = [];
    private readonly byte* _events;
    private readonly int _epoll;
    private readonly int _wake;
    private readonly LoopWorker _worker;
    private IPolled?[] _polled = new IPolled?[64];
    private int _used;
    private int _comebacks;
    private long _retryAt;
    private volatile bool _stopping;

    public SocketLoop()
    {
        _epoll = Libc.CreateEpoll(Libc.CloseOnExec);
        if (_epoll < 0)
        {
            throw Libc.Failure("epoll_create1");
        }

        _wake = Libc.CreateEvent(0, Libc.CloseOnExec | Libc.NonBlocking);
        if (_wake < 0)
        {
            var failure = Libc.Failure("eventfd");
            _ = Libc.Close(_epoll);
            throw failure;
        }

        try
        {
            Control(Libc.EpollAdd, _wake, Libc.Readable, WakeTag);
            lock (Loops)
            {
                // Only where there is one.
                foreach (var other in Loops)
                {
                    other._worker.GiveUpForEver();
                }

                _worker = new LoopWorker(RuntimePool.Instance, Loops.Count > 0 ? null : static ring => new AlarmClock(ring), TimeProvider.System);
                Loops.Add(this);
            }
        }
        catch
        {
            _ = Libc.Close(_wake);
            _ = Libc.Close(_epoll);
            throw;
        }

        _events = (byte*)NativeMemory.Alloc((nuint)(EventsPerWait * EventSize));
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Sockets that are waited for.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _used - _free.Count;
            }
        }
    }

    /// <summary>Waits for a socket from now on; returns its place here.</summary>
    /// <exception cref="IOException">The kernel has no room for it, or the loop has ended.</exception>
    public int Add(IPolled polled, int descriptor, uint events)
    {
        lock (_gate)
        {
            if (_stopping)
            {
                throw new IOException("Sockets are not served any more.");
            }

            var place = _free.TryPop(out var free) ? free : _used++;
            if (place == _polled.Length)
            {
                Array.Resize(ref _polled, place * 2);
            }

            Volatile.Write(ref _polled[place], polled);
            try
            {
                Control(Libc.EpollAdd, descriptor, events, (ulong)place);
                return place;
            }
            catch
            {
                Remove(place);
                throw;
            }
        }
    }

    /// <summary>Gives up a place; the socket is closed already, which the kernel has noticed.</summary>
    public void Remove(int place)
    {
        lock (_gate)
        {
            _polled[place] = null;
            _free.Push(place);
        }
    }

    /// <summary>Asks a listener that cannot accept now again after a moment. Called in the loop.</summary>
    public void RetryLater(SocketListener listener, int place, int descriptor)
    {
        Control(Libc.EpollModify, descriptor, 0, (ulong)place);
        _starved.Add(listener);
        _retryAt = Environment.TickCount64 + RetryMilliseconds;
    }

    /// <summary>Lets a listener accept again. Called in the loop.</summary>
    public void Resume(int place, int descriptor) => Control(Libc.EpollModify, descriptor, Libc.Readable, (ulong)place);

    /// <summary>Ends it, and the connections that are left, as soon as it wakes up.</summary>
    public void Dispose()
    {
        lock (Loops)
        {
            if (!Loops.Remove(this))
            {
                return;
            }

            _worker.Dispose();
        }

        lock (_gate)
        {
            // Under the lock, without which it could be closed already, and be somebody else's.
            _stopping = true;
            ulong one = 1;
            _ = Libc.Write(_wake, &one, sizeof(ulong));
        }
    }

    public void Execute()
    {
        if (_stopping)
        {
            End();
            return;
        }

        var count = Await();
        if (count > 0)
        {
            Handle(_events, count);
        }

        if (_starved.Count > 0 && Environment.TickCount64 >= _retryAt)
        {
            Retry();
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void End()
    {
        IPolled?[] left;
        lock (_gate)
        {
            left = [.. _polled];
            _ = Libc.Close(_wake);
            _ = Libc.Close(_epoll);
        }

        NativeMemory.Free(_events);
        foreach (var polled in left)
        {
            (polled as LoopConnection)?.Abort();
        }
    }

    private int Await()
    {
        var count = Wait(0);
        if (count == 0 && _worker.TryEnd())
        {
            count = Sleep();
        }

        _worker.Begin();
        return count;
    }

    private int Sleep()
    {
        // Who waits in the kernel is woken late where processors sleep.
        if (_comebacks >= ComebacksInARow && Environment.ProcessorCount > 1)
        {
            var end = Stopwatch.GetTimestamp() + Soon;
            do
            {
                if (Wait(0) is var found && found != 0)
                {
                    return found;
                }
            }
            while (Stopwatch.GetTimestamp() < end);

            _comebacks = 0;
        }

        return Wait(_starved.Count > 0 ? RetryMilliseconds : Forever);
    }

    private int Wait(int milliseconds) => Libc.WaitEpoll(_epoll, _events, EventsPerWait, milliseconds);

    private void Handle(byte* events, int count)
    {
        var started = Stopwatch.GetTimestamp();
        var end = started + Patience;
        var isLate = false;
        using var held = Departures.Hold();
        for (var i = 0; i < count; i++)
        {
            var entry = events + (i * EventSize);
            var tag = Unsafe.ReadUnaligned<ulong>(entry + TagOffset);
            if (tag == WakeTag || Volatile.Read(ref _polled[tag]) is not { } polled)
            {
                continue;
            }

            if (polled.OnReady(Unsafe.ReadUnaligned<uint>(entry)) is not { } connection)
            {
                continue;
            }

            _comebacks = started - connection.SentAt < Comeback ? _comebacks + 1 : 0;

            if (isLate || (isLate = Stopwatch.GetTimestamp() >= end))
            {
                HandOver(connection);
            }
            else
            {
                connection.Receive();
            }
        }

        HandOver();
    }

    private void HandOver(LoopConnection connection)
    {
        _late.Add(connection);
        if (_late.Count == ConnectionsTogether)
        {
            HandOver();
        }
    }

    private void HandOver()
    {
        if (_late.Count > 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(new LateArrivals([.. _late]), preferLocal: false);
            _late.Clear();
        }
    }

    private void Retry()
    {
        SocketListener[] starved = [.. _starved];
        _starved.Clear();
        foreach (var listener in starved)
        {
            listener.Resume();
        }
    }

    private void Control(int operation, int descriptor, uint events, ulong tag)
    {
        var change = stackalloc byte[16];
        Unsafe.WriteUnaligned(change, events);
        Unsafe.WriteUnaligned(change + TagOffset, tag);
        if (Libc.ControlEpoll(_epoll, operation, descriptor, change) < 0)
        {
            throw Libc.Failure("epoll_ctl");
        }
    }
}
