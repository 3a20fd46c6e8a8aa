using System.Runtime.InteropServices;

namespace Mqant.Bench.Load;

/// <summary>
/// The system calls of the generator. .NET's sockets hand every event to the thread pool, which costs the generator more CPU
/// than the server under test spends; one thread that reads its sockets itself stays far cheaper than any server.
/// </summary>
internal static unsafe partial class Libc
{
    internal const int AddressFamilyInet = 2;
    internal const int AddressFamilyInet6 = 10;
    internal const int SocketStream = 1;
    internal const int SocketNonBlocking = 0x800;
    internal const int SocketCloseOnExec = 0x80000;
    internal const int LevelSocket = 1;
    internal const int SocketError = 4;
    internal const int LevelTcp = 6;
    internal const int TcpNoDelay = 1;
    internal const int MessageNoSignal = 0x4000;

    internal const int EpollAdd = 1;
    internal const int EpollModify = 3;
    internal const uint EpollIn = 0x1;
    internal const uint EpollOut = 0x4;

    internal const int ClockMonotonic = 1;
    internal const int LimitOpenFiles = 7;
    internal const int SignalTerminate = 15;

    internal const int ErrorInterrupted = 4;
    internal const int ErrorTryAgain = 11;
    internal const int ErrorInProgress = 115;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(int descriptor, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetOption(int descriptor, int level, int name, int* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetOption(int descriptor, int level, int name, int* value, uint* length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    internal static partial nint Receive(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int CreateEpoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int ControlEpoll(int epoll, int operation, int descriptor, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int WaitEpoll(int epoll, byte* events, int maximum, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    internal static partial int CreateTimer(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    internal static partial int SetTimer(int descriptor, int flags, TimerSetting* setting, TimerSetting* former);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    internal static partial int GetTime(int clock, long* secondsAndNanoseconds);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    internal static partial int SetCores(int thread, nuint length, ulong* cores);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    internal static partial int GetLimit(int resource, ResourceLimit* limit);

    /// <summary>The clock of what a process has used of processors, as <c>clock_getcpuclockid</c> makes it.</summary>
    internal static int ClockOf(int process) => (~process << 3) | 2;

    internal static InvalidOperationException Failure(string call) =>
        new($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
}
