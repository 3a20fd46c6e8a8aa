using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Mqant.Bench.Load;

namespace Mqant.Bench.Servers;

/// <summary>A program that this tool started and will end, with what the operating system counts for it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string HooksVariable = "DOTNET_STARTUP_HOOKS";
    private const int KeptLines = 40;
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestCollection = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, bool> _isReady;
    private readonly BlockingCollection<RuntimeCounts> _answers = [];
    private readonly BlockingCollection<TickTimes> _tickAnswers = [];
    private readonly BlockingCollection<long> _heapAnswers = [];
    private bool _answersQuestions;
    private long _usedSince = Stopwatch.GetTimestamp();
    private TimeSpan _used;

    private ServerProcess(string name, ProcessStartInfo start, Func<string, bool> isReady)
    {
        Name = name;
        _isReady = isReady;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"{Name} ended before it was ready."));
    }

    internal string Name { get; }

    /// <summary>User and system time of all its threads, those that ended included.</summary>
    internal unsafe TimeSpan CpuTime
    {
        get
        {
            long* time = stackalloc long[2];
            return Libc.GetTime(Libc.ClockOf(_process.Id), time) == 0 ? TimeSpan.FromSeconds(time[0], 0, time[1] / 1000) : throw Ended();
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    internal long ResidentBytes
    {
        get
        {
            const string Field = "VmRSS:";
            string line = ReadAccount("status").Split('\n').First(line => line.StartsWith(Field, StringComparison.Ordinal));
            return long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>What its runtime counts; zeros when the program is none of .NET or does not answer.</summary>
    internal RuntimeCounts RuntimeCounts
    {
        get
        {
            if (!_answersQuestions)
            {
                return default;
            }

            _process.StandardInput.WriteLine();
            _process.StandardInput.Flush();
            _answersQuestions = _answers.TryTake(out var counts, LongestAnswer);
            return counts;
        }
    }

    /// <summary>Descriptors that it holds: files and sockets.</summary>
    internal int OpenFiles
    {
        get
        {
            try
            {
                return Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;
            }
            catch (IOException)
            {
                throw Ended();
            }
        }
    }

    internal bool HasExited => _process.HasExited;

    /// <summary>Bytes of its heap that are in use after a collection, or null when it does not answer.</summary>
    internal long? TakeHeap()
    {
        _process.StandardInput.WriteLine(StandardInput.HeapQuestion);
        _process.StandardInput.Flush();
        return _heapAnswers.TryTake(out long bytes, LongestCollection) ? bytes : null;
    }

    /// <summary>How its rooms ticked since this was asked last, or null when it does not answer. Nothing is collected before the first time.</summary>
    internal TickTimes? TakeTicks()
    {
        _process.StandardInput.WriteLine(StandardInput.TicksQuestion);
        _process.StandardInput.Flush();
        return _tickAnswers.TryTake(out var ticks, LongestAnswer) ? ticks : null;
    }

    /// <summary>What it took of the machine since this was asked last.</summary>
    internal ServerUse TakeUse()
    {
        var (since, before) = (_usedSince, _used);
        (_usedSince, _used) = (Stopwatch.GetTimestamp(), CpuTime);
        return new(Name, (_used - before) / Stopwatch.GetElapsedTime(since, _usedSince), ResidentBytes / 1e6);
    }

    /// <summary>Starts a program and waits for the line that says that it is ready.</summary>
    internal static async Task<ServerProcess> StartAsync(
        string name, string program, IEnumerable<string> arguments, Func<string, bool> isReady, CancellationToken cancellationToken, bool isOnOneCore = false)
    {
        bool isAssembly = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        string[] command = isAssembly ? [DotnetHost, program, .. arguments] : [program, .. arguments];
        if (isOnOneCore)
        {
            command = [.. OneCore.Launcher, .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.IsPathRooted(program) ? Path.GetDirectoryName(program) : null,
        };
        if (isAssembly && program != Programs.Self)
        {
            string? others = Environment.GetEnvironmentVariable(HooksVariable);
            start.Environment[HooksVariable] = others is null ? Programs.Self : $"{others}{Path.PathSeparator}{Programs.Self}";
        }

        var server = new ServerProcess(name, start, isReady) { _answersQuestions = isAssembly };
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            await server._ready.Task.WaitAsync(LongestStart, cancellationToken);
            return server;
        }
        catch (Exception exception)
        {
            await server.DisposeAsync();
            if (exception is OperationCanceledException)
            {
                throw;
            }

            throw new InvalidOperationException(
                $"{name} did not start: {exception.Message}{Environment.NewLine}{string.Join(Environment.NewLine, server._output)}", exception);
        }
    }

    /// <summary>Ends the program: asks first, then insists.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = Libc.Kill(_process.Id, Libc.SignalTerminate);
            using var patience = new CancellationTokenSource(LongestStop);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
        _answers.Dispose();
        _tickAnswers.Dispose();
        _heapAnswers.Dispose();
    }

    private static string DotnetHost => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private string ReadAccount(string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{_process.Id}/{name}");
        }
        catch (IOException)
        {
            throw Ended();
        }
    }

    private InvalidOperationException Ended() =>
        new($"{Name} ended while it was measured.{Environment.NewLine}{string.Join(Environment.NewLine, _output)}");

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (StandardInput.TryRead(line, out var counts))
        {
            _answers.Add(counts);
            return;
        }

        if (StandardInput.ReadTicks(line) is { } ticks)
        {
            _tickAnswers.Add(ticks);
            return;
        }

        if (StandardInput.ReadHeap(line) is { } heap)
        {
            _heapAnswers.Add(heap);
            return;
        }

        _output.Enqueue(line);
        while (_output.Count > KeptLines)
        {
            _output.TryDequeue(out _);
        }

        if (_isReady(line))
        {
            _ready.TrySetResult();
        }
    }
}
