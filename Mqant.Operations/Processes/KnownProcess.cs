namespace Mqant.Operations.Processes;

/// <summary>What is known of a process.</summary>
internal sealed class KnownProcess(ProcessFacts facts)
{
    // What one process can make the cluster remember of it.
    private const int MostHandlers = 2_000;

    private readonly Dictionary<(string Module, string HandlerName), HandlerSnapshot> _requests = [];
    private readonly Dictionary<(string Module, string HandlerName), HandlerSnapshot> _handlers = [];

    public ProcessFacts Facts { get; } = facts;

    public ProcessReport Report { get; set; } = new() { Id = facts.Id };

    public DateTimeOffset LastSeen { get; set; }

    public bool IsLost { get; set; }

    /// <summary><see cref="LogLine.Number"/> of the last line that it told.</summary>
    public long LastLine { get; set; }

    /// <summary>It was asked to end and has not heard of it.</summary>
    public bool MustDrain { get; set; }

    /// <summary>The cluster's version when something of it changed last.</summary>
    public long Version { get; set; }

    /// <summary>What it does: a gateway's requests, a silo's calls.</summary>
    public CallWindow Calls { get; } = new();

    public History History { get; } = new();

    /// <summary>Pushes in the current step.</summary>
    public long Pushes { get; set; }

    /// <summary>Whether it serves clients: what it does is then what they ask of it.</summary>
    public bool IsGateway => Facts.Kind != ProcessKind.Silo;

    public ProcessState State => IsLost ? ProcessState.Lost : Report.State;

    /// <summary>What came to a handler since the last report.</summary>
    /// <param name="ofClients">Whether these are a gateway's requests.</param>
    /// <param name="now">Counts as they are now.</param>
    /// <param name="isBaseline">What was counted so far happened before anybody listened.</param>
    public HandlerSnapshot? Advance(bool ofClients, HandlerSnapshot now, bool isBaseline)
    {
        var known = ofClients ? _requests : _handlers;
        var key = (now.Module, now.HandlerName);
        var before = known.GetValueOrDefault(key);
        if (before is null && known.Count >= MostHandlers)
        {
            return null;
        }

        known[key] = now;
        return isBaseline ? null : before is null ? now : now.Minus(before);
    }

    public ProcessView Read(long step, double elapsed) => new()
    {
        Facts = Facts,
        Report = Report,
        State = State,
        LastSeen = LastSeen,
        RequestsPerSecond = Calls.Sum(step, elapsed).RequestsPerSecond,
    };
}
