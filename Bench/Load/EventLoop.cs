using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mqant.Bench.Load;

/// <summary>
/// One thread, any number of connections: waits for sockets, reads what arrived into one shared buffer, lets the connection
/// answer, and writes each connection's answers with one system call. Nothing is allocated while it runs.
/// </summary>
/// <remarks>All members are called on the thread that runs the loop. Linux only.</remarks>
internal sealed unsafe class EventLoop : IDisposable
{
    private const int EventsPerWait = 512;
    private const int ReceiveBufferSize = 256 * 1024;
    private const ulong TimerTag = ulong.MaxValue;

    // The kernel packs struct epoll_event on x64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int EventTagOffset = EventSize - sizeof(ulong);

    private readonly CancellationToken _stop;
    private readonly int _epoll;
    private readonly int _timer;
    private readonly byte* _events;
    private readonly byte* _received;
    private readonly Stack<int> _freeSlots = new();
    private ClientConnection?[] _connections = new ClientConnection?[1024];
    private int _slots;

    internal EventLoop(CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("The load generator uses epoll: run it on Linux, or in a Linux container.");
        }

        _stop = stop;
        _epoll = Libc.CreateEpoll(Libc.SocketCloseOnExec);
        if (_epoll < 0)
        {
            throw Libc.Failure("epoll_create1");
        }

        _timer = Libc.CreateTimer(Libc.ClockMonotonic, Libc.SocketNonBlocking | Libc.SocketCloseOnExec);
        if (_timer < 0)
        {
            throw Libc.Failure("timerfd_create");
        }

        _events = (byte*)NativeMemory.Alloc((nuint)(EventsPerWait * EventSize));
        _received = (byte*)NativeMemory.Alloc(ReceiveBufferSize);
        Control(Libc.EpollAdd, _timer, Libc.EpollIn, TimerTag);
    }

    /// <summary>The time, as <see cref="Stopwatch.GetTimestamp"/> gives it, at which the bytes now handled were read.</summary>
    internal long Now { get; private set; } = Stopwatch.GetTimestamp();

    /// <summary>Called after every round of events, and at least every <see cref="SetTick"/> interval; null when nobody needs it.</summary>
    internal Action<long>? Tick { get; set; }

    /// <summary>How many connections one process may hold, with what the runtime itself needs left over.</summary>
    internal static int ConnectionLimit
    {
        get
        {
            var limit = default(ResourceLimit);
            return OperatingSystem.IsLinux() && Libc.GetLimit(Libc.LimitOpenFiles, &limit) == 0
                ? (int)Math.Min(limit.Soft, 10_000_000) - 200
                : int.MaxValue;
        }
    }

    /// <summary>Wakes the loop every <paramref name="interval"/>, which <see cref="TimeSpan.Zero"/> turns off.</summary>
    internal void SetTick(TimeSpan interval)
    {
        var setting = new TimerSetting
        {
            IntervalSeconds = interval.Ticks / TimeSpan.TicksPerSecond,
            IntervalNanoseconds = interval.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
        };
        setting.FirstSeconds = setting.IntervalSeconds;
        setting.FirstNanoseconds = setting.IntervalNanoseconds;
        if (Libc.SetTimer(_timer, 0, &setting, null) < 0)
        {
            throw Libc.Failure("timerfd_settime");
        }
    }

    /// <summary>Begins to connect; <see cref="ClientConnection.OnConnected"/> follows when the server accepted.</summary>
    internal void Open(ClientConnection connection, IPEndPoint server)
    {
        int family = server.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AddressFamilyInet6 : Libc.AddressFamilyInet;
        int descriptor = Libc.CreateSocket(family, Libc.SocketStream | Libc.SocketNonBlocking | Libc.SocketCloseOnExec, 0);
        if (descriptor < 0)
        {
            throw Libc.Failure("socket");
        }

        int on = 1;
        Libc.SetOption(descriptor, Libc.LevelTcp, Libc.TcpNoDelay, &on, sizeof(int));

        int slot = _freeSlots.TryPop(out int free) ? free : _slots++;
        if (slot == _connections.Length)
        {
            Array.Resize(ref _connections, slot * 2);
        }

        _connections[slot] = connection;
        connection.Attach(this, descriptor, slot);

        var address = server.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
        {
            if (Libc.Connect(descriptor, bytes, (uint)address.Size) < 0 && Marshal.GetLastPInvokeError() != Libc.ErrorInProgress)
            {
                Close(connection, Libc.Failure("connect").Message);
                return;
            }
        }

        Control(Libc.EpollAdd, descriptor, Libc.EpollOut, (ulong)slot);
    }

    /// <summary>Closes the socket. A <paramref name="failure"/> is told to the connection; null means that the end was wanted.</summary>
    internal void Close(ClientConnection connection, string? failure = null)
    {
        if (connection.Descriptor < 0)
        {
            return;
        }

        Libc.Close(connection.Descriptor);
        _connections[connection.Slot] = null;
        _freeSlots.Push(connection.Slot);
        connection.Detach(failure);
    }

    /// <summary>Runs until <paramref name="done"/> or for <paramref name="limit"/>; says whether it was done in time.</summary>
    internal bool Run(Func<bool> done, TimeSpan limit)
    {
        long end = Stopwatch.GetTimestamp() + ToTimestamp(limit);
        while (!done())
        {
            if (Stopwatch.GetTimestamp() >= end)
            {
                return false;
            }

            Round(end);
        }

        return true;
    }

    /// <summary>Runs for <paramref name="duration"/>.</summary>
    internal void Run(TimeSpan duration)
    {
        long end = Stopwatch.GetTimestamp() + ToTimestamp(duration);
        do
        {
            Round(end);
        }
        while (Now < end);
    }

    /// <summary>Writes what the connection has to send; what the socket does not take goes out when it can.</summary>
    internal void Flush(ClientConnection connection)
    {
        while (connection.Unsent.Length > 0)
        {
            nint sent;
            fixed (byte* bytes = connection.Unsent)
            {
                sent = Libc.Send(connection.Descriptor, bytes, (nuint)connection.Unsent.Length, Libc.MessageNoSignal);
            }

            if (sent < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error == Libc.ErrorInterrupted)
                {
                    continue;
                }

                if (error != Libc.ErrorTryAgain)
                {
                    Close(connection, Libc.Failure("send").Message);
                }
                else if (!connection.WaitsForRoom)
                {
                    connection.WaitsForRoom = true;
                    Control(Libc.EpollModify, connection.Descriptor, Libc.EpollIn | Libc.EpollOut, (ulong)connection.Slot);
                }

                return;
            }

            connection.Sent((int)sent);
        }

        if (connection.WaitsForRoom)
        {
            connection.WaitsForRoom = false;
            Control(Libc.EpollModify, connection.Descriptor, Libc.EpollIn, (ulong)connection.Slot);
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            if (connection is not null)
            {
                Close(connection);
            }
        }

        Libc.Close(_timer);
        Libc.Close(_epoll);
        NativeMemory.Free(_events);
        NativeMemory.Free(_received);
    }

    internal static long ToTimestamp(TimeSpan duration) => (long)(duration.TotalSeconds * Stopwatch.Frequency);

    private void Round(long end)
    {
        _stop.ThrowIfCancellationRequested();
        long left = (end - Stopwatch.GetTimestamp()) * 1000 / Stopwatch.Frequency;
        int count = Libc.WaitEpoll(_epoll, _events, EventsPerWait, (int)Math.Clamp(left, 0, 100));
        if (count < 0 && Marshal.GetLastPInvokeError() != Libc.ErrorInterrupted)
        {
            throw Libc.Failure("epoll_wait");
        }

        Now = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            byte* entry = _events + (i * EventSize);
            uint what = Unsafe.ReadUnaligned<uint>(entry);
            ulong tag = Unsafe.ReadUnaligned<ulong>(entry + EventTagOffset);
            if (tag == TimerTag)
            {
                ulong expirations;
                Libc.Read(_timer, (byte*)&expirations, sizeof(ulong));
            }
            else if (_connections[tag] is { } connection)
            {
                Handle(connection, what);
            }
        }

        Tick?.Invoke(Now);
    }

    private void Handle(ClientConnection connection, uint what)
    {
        if (!connection.IsConnected)
        {
            FinishConnect(connection);
            return;
        }

        // Errors and hang-ups are set without being asked for; reading tells which it was.
        if ((what & ~Libc.EpollOut) != 0)
        {
            Receive(connection);
        }

        if ((what & Libc.EpollOut) != 0 && connection.Descriptor >= 0)
        {
            Flush(connection);
        }
    }

    private void FinishConnect(ClientConnection connection)
    {
        int error = 0;
        uint length = sizeof(int);
        Libc.GetOption(connection.Descriptor, Libc.LevelSocket, Libc.SocketError, &error, &length);
        if (error != 0)
        {
            Close(connection, $"connect: {Marshal.GetPInvokeErrorMessage(error)}");
            return;
        }

        Control(Libc.EpollModify, connection.Descriptor, Libc.EpollIn, (ulong)connection.Slot);
        connection.Connected();
        if (connection.Descriptor >= 0)
        {
            Flush(connection);
        }
    }

    private void Receive(ClientConnection connection)
    {
        while (true)
        {
            int kept = connection.TakeKept(new Span<byte>(_received, ReceiveBufferSize));
            nint read = Libc.Receive(connection.Descriptor, _received + kept, (nuint)(ReceiveBufferSize - kept), 0);
            if (read <= 0)
            {
                int error = read == 0 ? 0 : Marshal.GetLastPInvokeError();
                if (error is Libc.ErrorTryAgain or Libc.ErrorInterrupted)
                {
                    connection.Keep(new ReadOnlySpan<byte>(_received, kept));
                }
                else
                {
                    Close(connection, read == 0 ? "the server closed the connection" : Libc.Failure("recv").Message);
                }

                return;
            }

            Now = Stopwatch.GetTimestamp();
            int available = kept + (int)read;
            int used = connection.OnReceived(new ReadOnlySpan<byte>(_received, available));
            if (connection.Descriptor < 0)
            {
                return;
            }

            connection.Keep(new ReadOnlySpan<byte>(_received + used, available - used));
            Flush(connection);
            if (available < ReceiveBufferSize || connection.Descriptor < 0)
            {
                return;
            }
        }
    }

    private void Control(int operation, int descriptor, uint interest, ulong tag)
    {
        byte* change = stackalloc byte[16];
        Unsafe.WriteUnaligned(change, interest);
        Unsafe.WriteUnaligned(change + EventTagOffset, tag);
        if (Libc.ControlEpoll(_epoll, operation, descriptor, change) < 0)
        {
            throw Libc.Failure("epoll_ctl");
        }
    }
}
