using Mqant.Operations.Door;
using Mqant.Operations.Processes;

namespace Mqant.Operations.Console;

/// <summary>Who is signed in, and what the page must know of the cluster.</summary>
internal sealed record SessionDto(string User, ConsoleRole Role, string[] SignInMethods, string Cluster, string Version, string? JaegerUrl, string? GrafanaUrl);

/// <summary>Something that only so much of may be used.</summary>
internal sealed record BudgetDto(string Name, ProcessKind Scope, string Process, long Used, long Limit, string Option);

/// <summary>A warning, or worse, of a process. With how many of the same event came before it and were left out.</summary>
internal sealed record LogDto(DateTimeOffset At, LogLevel Level, string Process, string Category, int EventId, string Message, string? Exception, string? TraceId, int LeftOut)
{
    public static LogDto Of(LogLine line) => new(line.At, line.Level, line.Process, line.Category, line.EventId, line.Message, line.Exception, line.TraceId, line.LeftOut);
}

/// <summary>Something that somebody did in the console.</summary>
internal sealed record AuditDto(DateTimeOffset At, string Who, string Role, string From, string Action, string Target, string Detail, string Outcome)
{
    public static AuditDto Of(AuditEntry entry) => new(entry.At, entry.Who, entry.Role, entry.From, entry.Action, entry.Target, entry.Detail, entry.Outcome);
}

/// <summary>How many gateways a message was given to.</summary>
internal sealed record BroadcastDto(int Gateways);
