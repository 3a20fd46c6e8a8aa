namespace Mqant.Operations.Processes;

/// <summary>
/// What a process says of itself, about once a second. Counts are those since it began: a report that is lost makes nothing wrong.
/// </summary>
[GenerateSerializer, Immutable, Alias("mqant.ProcessReport")]
internal sealed record ProcessReport
{
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Sent when the one who is told does not know them yet.</summary>
    [Id(1)]
    public ProcessFacts? Facts { get; init; }

    [Id(2)]
    public ProcessState State { get; init; }

    /// <summary>Share of all processors of the machine, or of those it may use, since the last report: 0 to 100.</summary>
    [Id(3)]
    public double CpuPercent { get; init; }

    [Id(4)]
    public long MemoryBytes { get; init; }

    /// <summary>What it may use: its container's limit, or the machine's memory.</summary>
    [Id(5)]
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Active grains.</summary>
    [Id(6)]
    public long Grains { get; init; }

    [Id(7)]
    public long Sessions { get; init; }

    [Id(8)]
    public long Rooms { get; init; }

    /// <summary>Users with a session, of those that its silo keeps.</summary>
    [Id(9)]
    public long UsersOnline { get; init; }

    /// <summary>Groups that its silo gives their order.</summary>
    [Id(10)]
    public long Groups { get; init; }

    /// <summary>Pushes that clients were sent since it began.</summary>
    [Id(11)]
    public long Pushes { get; init; }

    /// <summary>Address of its gateway in the cluster; null while it has none.</summary>
    [Id(12)]
    public string? Gateway { get; init; }

    /// <summary>Requests of clients by handler, of the handlers where something has changed; all of them where <see cref="Facts"/> are sent.</summary>
    [Id(13)]
    public HandlerSnapshot[] Requests { get; init; } = [];

    /// <summary>Calls of its own handlers, likewise.</summary>
    [Id(14)]
    public HandlerSnapshot[] Handlers { get; init; } = [];

    /// <summary>The slowest calls of handlers where they may have changed.</summary>
    [Id(15)]
    public SlowHandler[] Slowest { get; init; } = [];

    [Id(16)]
    public Budget[] Budgets { get; init; } = [];

    /// <summary>What was logged since the last report that was answered.</summary>
    [Id(17)]
    public LogLine[] Log { get; init; } = [];
}
