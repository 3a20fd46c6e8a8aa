using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>A child process whose output is kept, and which ends with the test at the latest.</summary>
public sealed class ToolProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private static readonly HashSet<ToolProcess> Running = [];

    private readonly Process _process;
    private readonly string _name;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _standardOutput = new();
    private readonly List<string> _lines = [];
    private readonly Lock _lock = new();
    private readonly Task _exited;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;
    private bool _disposed;

    static ToolProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    private ToolProcess(ProcessStartInfo start)
    {
        _name = Path.GetFileName(start.FileName) + " " + string.Join(' ', start.ArgumentList);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Keep(e.Data, isOutput: true);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data, isOutput: false);
        _process.Start();
        lock (Running)
        {
            Running.Add(this);
        }

        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _exited = ExitAsync();
    }

    /// <summary>What the operating system calls the process.</summary>
    public int Id => _process.Id;

    /// <summary>Everything that the process has written, both streams, in the order of arrival.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>What the process has written to its standard output.</summary>
    public string StandardOutput
    {
        get
        {
            lock (_lock)
            {
                return _standardOutput.ToString();
            }
        }
    }

    /// <summary>Starts a program with these arguments.</summary>
    public static ToolProcess Start(string program, params IEnumerable<string> arguments) => Start(program, arguments, environment: null);

    /// <summary>Starts a program with these arguments, with variables added to this process' own, and in a folder.</summary>
    public static ToolProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            // Nothing else may depend on where a program is started from.
            WorkingDirectory = workingDirectory ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ToolProcess(start);
    }

    /// <summary>Starts a program and waits for its end, which must be a success; returns its standard output.</summary>
    public static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        await using var process = Start(program, arguments);
        await process.WaitForSuccessAsync();
        return process.StandardOutput;
    }

    /// <summary>The first line, of both streams, that matches. Fails when the process ends without one.</summary>
    public async Task<string> WaitForLineAsync(Predicate<string> match) => (await WaitForLinesAsync(match, count: 1))[0];

    /// <summary>As many lines, of both streams, that match. Fails when the process ends without them.</summary>
    public async Task<IReadOnlyList<string>> WaitForLinesAsync(Predicate<string> match, int count)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline.Limit);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var lines = _lines.FindAll(match);
                if (lines.Count >= count)
                {
                    return lines;
                }

                Assert.False(_ended, Describe("the process ended before it wrote the awaited line"));
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(Describe("the awaited line did not come"));
            }
        }
    }

    /// <summary>Waits for the end of the process and all its output; returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        try
        {
            await _exited.WithinDeadline("the process to end", limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail(Describe("the process did not end"));
        }

        return _process.ExitCode;
    }

    /// <summary>Waits for the end of the process, which must be a success.</summary>
    public async Task WaitForSuccessAsync(TimeSpan? limit = null)
    {
        var exitCode = await WaitForExitAsync(limit);
        Assert.True(exitCode == 0, Describe($"exit code {exitCode}"));
    }

    /// <summary>Asks the process to end (SIGTERM).</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>Stops the process until it is told to go on, as a machine that is suspended does (SIGSTOP).</summary>
    public void Pause() => Signal(SigStop);

    /// <summary>Lets a paused process go on (SIGCONT).</summary>
    public void Resume() => Signal(SigCont);

    /// <summary>Ends the process at once (SIGKILL).</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <summary>A failure message with everything that the process wrote.</summary>
    public string Describe(string problem) => $"{_name}: {problem}. It wrote:{Environment.NewLine}{Output}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Kill();
        await _exited;
        _process.Dispose();
        lock (Running)
        {
            Running.Remove(this);
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int processId, int signal);

    private void Signal(int signal)
    {
        if (kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException(Describe($"kill failed with error {Marshal.GetLastPInvokeError()}"));
        }
    }

    private static void KillAll()
    {
        lock (Running)
        {
            foreach (var process in Running)
            {
                process.Kill();
            }
        }
    }

    private async Task ExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        lock (_lock)
        {
            _ended = true;
            Change();
        }
    }

    private void Keep(string? line, bool isOutput)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _output.AppendLine(line);
            if (isOutput)
            {
                _standardOutput.AppendLine(line);
            }

            _lines.Add(line);
            Change();
        }
    }

    private void Change()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
