namespace Mqant.Operations.Processes;

/// <summary>The processes of the cluster and its last hour, as they report themselves. Not safe for several threads: the grain has one.</summary>
internal sealed class ClusterBook(TimeProvider time)
{
    /// <summary>A process that is silent for so long is lost.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(10);

    /// <summary>A process that is silent for so long is forgotten.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    /// <summary>How many lines of the log are kept.</summary>
    public const int LogLines = 1_000;

    private const int MostProcesses = 500;
    private const int MostModules = 500;
    private const int MostGone = 1_000;

    private static readonly TimeSpan SlowCallsLast = TimeSpan.FromMinutes(10);

    private readonly Guid _epoch = Guid.NewGuid();
    private readonly DateTimeOffset _begun = time.GetUtcNow();
    private readonly Dictionary<string, KnownProcess> _processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownModule> _modules = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long Version)> _gone = [];
    private readonly Queue<LogLine> _log = [];
    private readonly CallWindow _requests = new();
    private readonly History _history = new();
    private readonly long[] _pushes = new long[2];
    private long _step = StepOf(time.GetUtcNow());
    private long _version;
    private long _lastLine;

    public ReportAnswer Report(ProcessReport report)
    {
        CloseSteps();
        var isNew = !_processes.TryGetValue(report.Id, out var process);
        if (isNew)
        {
            if (report.Facts is null || _processes.Count >= MostProcesses)
            {
                return new ReportAnswer(NeedsFacts: _processes.Count < MostProcesses, Drain: false);
            }

            _processes[report.Id] = process = new KnownProcess(report.Facts);
        }

        // What a process did before this book was begun was entered in another one, or in none.
        var isBaseline = isNew && process!.Facts.StartedAt < _begun;
        Enter(process!, report, isBaseline, isNew);
        process!.Report = report with { Facts = null, Requests = [], Handlers = [], Slowest = [], Log = [] };
        process.LastSeen = time.GetUtcNow();
        process.IsLost = false;
        process.Version = ++_version;

        // Until it says that it does: an answer may be lost.
        process.MustDrain &= report.State is not (ProcessState.Draining or ProcessState.Stopping);
        return new ReportAnswer(NeedsFacts: false, process.MustDrain);
    }

    public void Leave(string id)
    {
        if (_processes.Remove(id))
        {
            foreach (var module in _modules.Values)
            {
                module.Forget(id);
            }

            _gone.Enqueue((id, ++_version));
            if (_gone.Count > MostGone)
            {
                _gone.Dequeue();
            }
        }
    }

    /// <summary>Time has passed: closes steps that are over, and gives up those that are silent.</summary>
    public void Turn()
    {
        var now = time.GetUtcNow();
        foreach (var process in _processes.Values.ToArray())
        {
            var silent = now - process.LastSeen;
            if (silent >= ForgottenAfter)
            {
                Leave(process.Facts.Id);
            }
            else if (silent >= LostAfter && !process.IsLost)
            {
                process.IsLost = true;
                process.Version = ++_version;
            }
        }

        CloseSteps();
    }

    private void CloseSteps()
    {
        var step = StepOf(time.GetUtcNow());
        if (step <= _step)
        {
            return;
        }

        _history.Close(_step, _requests, _pushes[_step % 2], Sum(static report => report.Sessions));
        foreach (var process in _processes.Values)
        {
            process.History.Close(_step, process.Calls, process.Pushes, process.IsLost ? 0 : process.Report.Sessions);
            process.Pushes = 0;
        }

        foreach (var (name, module) in _modules.ToArray())
        {
            module.History.Close(_step, module.Requests, pushes: 0, sessions: 0);
            if (step - module.LastStep > History.Steps)
            {
                _modules.Remove(name);
            }
        }

        // More than one step may have passed.
        _pushes[(_step + 1) % 2] = 0;
        if (step - _step > 1)
        {
            Array.Clear(_pushes);
        }

        _step = step;
    }

    public ClusterChanges GetChanges(ClusterVersion since)
    {
        Turn();
        var isWhole = since.Epoch != _epoch || (_gone.TryPeek(out var oldest) && _gone.Count == MostGone && oldest.Version > since.Number);
        var after = isWhole ? 0 : since.Number;
        var elapsed = Elapsed();
        return new ClusterChanges(
            new ClusterVersion(_epoch, _version),
            isWhole,
            [.. _processes.Values.Where(process => process.Version > after).Select(process => process.Read(_step, elapsed))],
            isWhole ? [] : [.. _gone.Where(gone => gone.Version > after).Select(static gone => gone.Id)],
            ReadTotals(elapsed));
    }

    public ModuleNumbers[] GetModules()
    {
        Turn();
        var (elapsed, slowSince) = (Elapsed(), time.GetUtcNow() - SlowCallsLast);
        return [.. _modules.Select(module => module.Value.Read(module.Key, _step, elapsed, slowSince))];
    }

    public HistoryView? GetHistory(int minutes, string? process, string? module)
    {
        Turn();
        var history = process is not null ? _processes.GetValueOrDefault(process)?.History
            : module is not null ? _modules.GetValueOrDefault(module)?.History
            : _history;
        return history?.Read(Math.Clamp(minutes, 1, 60) * (int)(TimeSpan.FromMinutes(1) / History.Step));
    }

    public LogLine[] GetLog(int take) => [.. _log.Reverse().Take(Math.Clamp(take, 1, LogLines))];

    public LogLine[] GetLogAfter(long after) => after > _lastLine ? [.. _log] : [.. _log.Where(line => line.Id > after)];

    public bool Drain(string id)
    {
        if (!_processes.TryGetValue(id, out var process) || process.IsLost)
        {
            return false;
        }

        process.MustDrain = true;
        return true;
    }

    private void Enter(KnownProcess process, ProcessReport report, bool isBaseline, bool isNew)
    {
        foreach (var now in report.Requests)
        {
            if (process.Advance(ofClients: true, now, isBaseline) is { Calls: > 0 } delta)
            {
                _requests.Add(_step, delta.Calls, delta.Errors, delta.Durations);
                process.Calls.Add(_step, delta.Calls, delta.Errors, delta.Durations);
                FindModule(delta.Module)?.AddRequests(_step, delta);
            }
        }

        foreach (var now in report.Handlers)
        {
            if (process.Advance(ofClients: false, now, isBaseline) is { Calls: > 0 } delta)
            {
                FindModule(delta.Module)?.AddCalls(_step, process.Facts.Id, delta);
                if (!process.IsGateway)
                {
                    process.Calls.Add(_step, delta.Calls, delta.Errors, delta.Durations);
                }
            }
        }

        foreach (var slow in report.Slowest)
        {
            FindModule(slow.Module)?.SetSlowest(slow.Handler, process.Facts.Id, slow.Calls);
        }

        var pushes = isBaseline ? 0 : Math.Max(0, report.Pushes - (isNew ? 0 : process.Report.Pushes));
        process.Pushes += pushes;
        _pushes[_step % 2] += pushes;
        foreach (var line in report.Log.Where(line => line.Number > process.LastLine))
        {
            process.LastLine = line.Number;
            _log.Enqueue(line with { Id = ++_lastLine, Process = process.Facts.Id });
            if (_log.Count > LogLines)
            {
                _log.Dequeue();
            }
        }
    }

    private KnownModule? FindModule(string name)
    {
        if (!_modules.TryGetValue(name, out var module) && _modules.Count < MostModules)
        {
            _modules[name] = module = new KnownModule();
        }

        return module;
    }

    private ClusterTotals ReadTotals(double elapsed)
    {
        var numbers = _requests.Sum(_step, elapsed);
        return new ClusterTotals
        {
            Sessions = Sum(static report => report.Sessions),
            UsersOnline = Sum(static report => report.UsersOnline),
            Rooms = Sum(static report => report.Rooms),
            Groups = Sum(static report => report.Groups),
            RequestsPerSecond = numbers.RequestsPerSecond,
            ErrorsPerSecond = numbers.ErrorsPerSecond,
            PushesPerSecond = _pushes.Sum() / (elapsed + History.Step.TotalSeconds),
            P50 = numbers.P50,
            P99 = numbers.P99,
        };
    }

    private long Sum(Func<ProcessReport, long> number) => _processes.Values.Where(static process => !process.IsLost).Sum(process => number(process.Report));

    private double Elapsed() => (time.GetUtcNow() - (DateTimeOffset.UnixEpoch + (_step * History.Step))).TotalSeconds;

    private static long StepOf(DateTimeOffset at) => (long)((at - DateTimeOffset.UnixEpoch) / History.Step);
}
