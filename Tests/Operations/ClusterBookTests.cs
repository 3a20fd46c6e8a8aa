using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Mqant.Operations.Errors;
using Mqant.Operations.Processes;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>What the cluster remembers of its processes.</summary>
public sealed class ClusterBookTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ClusterBook _book;

    public ClusterBookTests() => _book = new ClusterBook(_time);

    [Fact]
    public void Report_OfAnUnknownProcess_AsksForItsFacts()
    {
        Assert.True(_book.Report(new ProcessReport { Id = "a" }).NeedsFacts);
        Assert.Empty(Processes());

        Assert.False(_book.Report(Report("a")).NeedsFacts);
        Assert.Equal("a", Assert.Single(Processes()).Facts.Id);
    }

    [Fact]
    public void Process_ThatIsSilent_IsLost_ThenForgotten()
    {
        _book.Report(Report("a"));
        _book.Report(Report("b"));
        _time.Advance(ClusterBook.LostAfter - TimeSpan.FromSeconds(1));
        _book.Report(new ProcessReport { Id = "b", State = ProcessState.Ready });
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([ProcessState.Lost, ProcessState.Ready], Processes().OrderBy(static process => process.Facts.Id).Select(static process => process.State));
        _book.Report(new ProcessReport { Id = "a", State = ProcessState.Ready });
        Assert.All(Processes(), static process => Assert.Equal(ProcessState.Ready, process.State));
        _time.Advance(ClusterBook.ForgottenAfter);
        Assert.Empty(Processes());
    }

    [Fact]
    public void Counts_ThatComeAgain_AreCountedOnce()
    {
        _book.Report(Report("a", calls: 100));
        _book.Report(Report("a", calls: 100));
        _book.Report(Report("a", calls: 150));

        Assert.Equal(150, CallsOfHistory(), precision: 3);
    }

    [Fact]
    public void Counts_FromBeforeTheBook_AreNotCounted()
    {
        var before = _time.GetUtcNow() - TimeSpan.FromHours(1);
        _book.Report(Report("a", calls: 1_000_000, pushes: 5_000, startedAt: before));
        _book.Report(Report("a", calls: 1_000_010, pushes: 5_020, startedAt: before));

        Assert.Equal(10, CallsOfHistory(), precision: 3);
        Assert.Equal(20, _book.GetHistory(60, null, null)!.Pushes.Sum() * 10, precision: 3);
    }

    [Fact]
    public void Rates_AreOfTheLastSeconds()
    {
        for (var second = 0; second < 30; second++)
        {
            _book.Report(Report("a", calls: (second + 1) * 50, errors: (second + 1) * 5));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var totals = _book.GetChanges(default).Totals;
        Assert.InRange(totals.RequestsPerSecond, 45, 55);
        Assert.InRange(totals.ErrorsPerSecond, 4.5, 5.5);
        Assert.Equal(1, totals.P99!.Value.TotalMilliseconds, tolerance: 0.2);
        var module = Assert.Single(_book.GetModules());
        Assert.InRange(module.Numbers.RequestsPerSecond, 45, 55);
        Assert.InRange(Assert.Single(module.Handlers).Numbers.ErrorsPerSecond, 4.5, 5.5);

        _time.Advance(TimeSpan.FromMinutes(2));
        totals = _book.GetChanges(default).Totals;
        Assert.Equal((0, 0, null), (totals.RequestsPerSecond, totals.ErrorsPerSecond, totals.P99));
    }

    [Fact]
    public void History_HasAnHourInSteps_AndNoMore()
    {
        for (var step = 0; step < 500; step++)
        {
            _book.Report(Report("a", calls: (step + 1) * 10));
            _time.Advance(History.Step);
        }

        var hour = _book.GetHistory(60, null, null)!;
        Assert.Equal(360, hour.Requests.Length);
        Assert.All(hour.Requests, static perSecond => Assert.Equal(1, perSecond));
        Assert.All(hour.P50, static p50 => Assert.NotNull(p50));
        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromHours(1), hour.From);
        Assert.Equal(6, _book.GetHistory(1, null, null)!.Requests.Length);
        Assert.Equal(360, _book.GetHistory(60, "a", null)!.Requests.Length);
        Assert.Equal(360, _book.GetHistory(60, null, "Chat")!.Requests.Length);
        Assert.Null(_book.GetHistory(60, "nobody", null));
        Assert.Null(_book.GetHistory(60, null, "Nothing"));
    }

    [Fact]
    public void Silos_AreToldApart_ByWhatTheirHandlersDid()
    {
        _book.Report(Report("gateway", calls: 100, kind: ProcessKind.Gateway));
        _book.Report(Report("good", kind: ProcessKind.Silo) with { Handlers = [Snapshot(50, 0)] });
        _book.Report(Report("bad", kind: ProcessKind.Silo) with { Handlers = [Snapshot(50, 40)] });

        var hosts = Assert.Single(_book.GetModules()).Hosts.ToDictionary(static host => host.Process, static host => host.Numbers.ErrorsPerSecond);
        Assert.Equal(0, hosts["good"]);
        Assert.True(hosts["bad"] > 0);
        Assert.Equal(100, CallsOfHistory(), precision: 3);
    }

    [Fact]
    public void Changes_SinceAVersion_AreNoMoreThanWhatChanged()
    {
        _book.Report(Report("a"));
        _book.Report(Report("b"));
        var whole = _book.GetChanges(default);
        Assert.Equal((true, 2), (whole.IsWhole, whole.Processes.Length));

        _book.Report(Report("b"));
        _book.Leave("a");
        var changes = _book.GetChanges(whole.Version);
        Assert.False(changes.IsWhole);
        Assert.Equal("b", Assert.Single(changes.Processes).Facts.Id);
        Assert.Equal(["a"], changes.Gone);
        Assert.Empty(_book.GetChanges(changes.Version).Processes);
        Assert.True(new ClusterBook(_time).GetChanges(changes.Version).IsWhole);
    }

    [Fact]
    public void Module_ThatNobodyCallsForAnHour_IsForgotten()
    {
        _book.Report(Report("a", calls: 1));
        Assert.NotNull(_book.GetHistory(60, null, "Chat"));
        for (var i = 0; i <= History.Steps + 1; i++)
        {
            _time.Advance(History.Step);
            _book.Turn();
        }

        Assert.Null(_book.GetHistory(60, null, "Chat"));
    }

    [Fact]
    public void Drain_IsAskedForUntilTheProcessDoes()
    {
        _book.Report(Report("a"));
        Assert.False(_book.Drain("b"));
        Assert.True(_book.Drain("a"));

        Assert.True(_book.Report(Report("a")).Drain);
        Assert.True(_book.Report(Report("a")).Drain);
        Assert.False(_book.Report(Report("a") with { State = ProcessState.Draining }).Drain);
        Assert.False(_book.Report(Report("a")).Drain);
        _time.Advance(ClusterBook.LostAfter);
        _book.Turn();
        Assert.False(_book.Drain("a"));
    }

    [Fact]
    public void Log_KeepsTheLatestLines()
    {
        for (var i = 0; i < ClusterBook.LogLines + 10; i++)
        {
            _book.Report(Report("a") with { Log = [new LogLine { Number = i + 1, Message = $"line {i}" }] });
        }

        Assert.Equal(ClusterBook.LogLines, _book.GetLog(5_000).Length);
        Assert.Equal((ClusterBook.LogLines + 10, $"line {ClusterBook.LogLines + 9}", "a"), (_book.GetLog(1)[0].Id, _book.GetLog(1)[0].Message, _book.GetLog(1)[0].Process));
        Assert.Equal(["line 1008", "line 1009"], _book.GetLogAfter(ClusterBook.LogLines + 8).Select(static line => line.Message));
    }

    [Fact]
    public async Task WarningLog_KeepsWarningsAndAFewOfTheSame()
    {
        await using var services = new ServiceCollection().AddOptions().AddSingleton<SecretFilter>().BuildServiceProvider();
        using var log = new WarningLog(services, _time);
        var logger = log.CreateLogger("Game");
        logger.Log(LogLevel.Information, 1, "no", null, static (text, _) => text);
        for (var i = 0; i < 100; i++)
        {
            logger.Log(LogLevel.Warning, 1, $"again {i}", new InvalidOperationException("why"), static (text, _) => text);
        }

        logger.Log(LogLevel.Error, 2, "other", null, static (text, _) => text);
        var lines = log.Take(100);
        Assert.Equal(["again 0", "again 1", "again 2", "again 3", "again 4", "other"], lines.Select(static line => line.Message));
        Assert.Contains("why", lines[0].Exception, StringComparison.Ordinal);
        log.PutBack(lines[..1]);
        Assert.Equal("again 0", Assert.Single(log.Take(100)).Message);
        _time.Advance(WarningLog.Window);
        logger.Log(LogLevel.Warning, 1, "later", null, static (text, _) => text);
        var after = log.Take(100);
        Assert.Equal([("again 4", 95), ("later", 0)], after.Select(static line => (line.Message, line.LeftOut)));
        Assert.Equal([7, 8], after.Select(static line => line.Number));
    }

    [Fact]
    public void Report_ThatComesTwice_HasItsLinesOnce()
    {
        var report = Report("a") with { Log = [new LogLine { Number = 1, Message = "one" }, new LogLine { Number = 2, Message = "two" }] };
        _book.Report(report);
        _book.Report(report with { Log = [report.Log[1], new LogLine { Number = 3, Message = "three" }] });

        Assert.Equal(["three", "two", "one"], _book.GetLog(100).Select(static line => line.Message));
    }

    private static HandlerSnapshot Snapshot(long calls, long errors) => new(
        "Chat",
        "HD_Say",
        [calls - errors, 0, 0, 0, errors],
        new DurationHistogram { First = DurationBuckets.Find(TimeSpan.FromMilliseconds(1)), Counts = [calls] });

    private ProcessView[] Processes() => _book.GetChanges(default).Processes;

    // Of the step that is running, once it is over.
    private double CallsOfHistory()
    {
        _time.Advance(History.Step);
        return _book.GetHistory(60, null, null)!.Requests.Sum() * History.Step.TotalSeconds;
    }

    private ProcessReport Report(string id, long calls = 0, long errors = 0, long pushes = 0, DateTimeOffset? startedAt = null, ProcessKind kind = ProcessKind.Both) => new()
    {
        Id = id,
        Facts = new ProcessFacts { Id = id, Name = $"name of {id}", Kind = kind, StartedAt = startedAt ?? _time.GetUtcNow() },
        State = ProcessState.Ready,
        Pushes = pushes,
        Requests = calls == 0 ? [] : [Snapshot(calls, errors)],
    };
}
