using System.Globalization;
using System.Runtime;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace Mqant;

/// <summary>
/// Lets the runtime's compiler give way to those who serve clients (Linux). What is called often is compiled a second time, in the background, thousands of methods in a row after a
/// start or when many clients come for the first time. The thread that does it counts as much as any other: on one core it took three quarters of it for seconds, and rooms' ticks were up to
/// 100 ms late. With a lower priority it takes what the others leave, and a share of a core that is full.
/// </summary>
/// <remarks>
/// A full process stays longer with code that is compiled once only, and who waits for what the compiler holds (locks, a moment in which nobody may run) waits longer: both are why the
/// priority is not the lowest. A thread keeps what it was given, and threads that it begins have it, too.
/// </remarks>
internal sealed class CompilerPriority : IHostedService, IDisposable
{
    // How ".NET Tiered Compilation Worker" begins, of which Linux shows 15 characters.
    private const string RuntimesName = ".NET Tiered";

    // Of a scale from -20 to 19; against one thread of the process's own niceness it gets a quarter of the core.
    private const int Lower = 5;
    private const int Lowest = 19;

    // The runtime ends the thread when it had nothing to do for 4 s, and the next begins with the priority of whoever needed it: until it is found it counts as much as others. A thread that
    // sleeps costs next to nothing, where a timer would wake a worker of the pool.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly byte[] _name;
    private readonly ManualResetEvent _isOver = new(false);
    private Thread? _thread;
    private int _compiler;

    public CompilerPriority()
        : this(RuntimesName)
    {
    }

    internal CompilerPriority(string name) => _name = Encoding.ASCII.GetBytes(name);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux())
        {
            var thread = new Thread(Run) { IsBackground = true, Name = "Mqant compiler" };
            thread.UnsafeStart();
            _thread = thread;
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isOver.Set();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _isOver.Set();
        _thread?.Join();
        _isOver.Dispose();
    }

    private void Run()
    {
        var compiled = 0L;
        do
        {
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled && TryLower())
            {
                compiled = now;
            }
        }
        while (!_isOver.WaitOne(Period));
    }

    // Whether it could be looked at.
    private bool TryLower()
    {
        try
        {
            if (_compiler != 0 && IsCompiler(_compiler))
            {
                return true;
            }

            _compiler = Directory.EnumerateDirectories("/proc/self/task")
                .Select(static thread => int.Parse(Path.GetFileName(thread.AsSpan()), CultureInfo.InvariantCulture))
                .FirstOrDefault(IsCompiler);
            var niceness = Math.Min(Libc.GetPriority(Libc.OneThread, Environment.ProcessId) + Lower, Lowest);
            if (_compiler != 0 && Libc.GetPriority(Libc.OneThread, _compiler) < niceness)
            {
                // Where the process must not do that, it stays as it is.
                _ = Libc.SetPriority(Libc.OneThread, _compiler, niceness);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No more files can be opened, say: it is tried again.
            return false;
        }
    }

    private bool IsCompiler(int thread)
    {
        try
        {
            Span<byte> name = stackalloc byte[16];
            using var file = File.OpenHandle($"/proc/self/task/{thread}/comm");
            return name[..RandomAccess.Read(file, name, 0)].StartsWith(_name);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // It has ended in the meantime.
            return false;
        }
    }
}
