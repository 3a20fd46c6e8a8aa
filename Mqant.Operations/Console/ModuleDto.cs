using Mqant.Operations.Processes;

namespace Mqant.Operations.Console;

/// <summary>A module: where it is, whether clients may call it, and what it does.</summary>
internal sealed record ModuleDto(
    string Name,
    bool InService,
    string? Message,
    HostDto[] Hosts,
    double RequestsPerSecond,
    double ErrorsPerSecond,
    double? P50,
    double? P99,
    HandlerDto[] Handlers);

/// <summary>A silo that hosts a module or handler, and what it does there.</summary>
internal sealed record HostDto(string Process, string Name, string Version, double RequestsPerSecond, double ErrorsPerSecond, double? P50, double? P99);

/// <summary>A handler.</summary>
internal sealed record HandlerDto(
    string Name,
    bool InService,
    string? Message,
    double RequestsPerSecond,
    double ErrorsPerSecond,
    double? P50,
    double? P99,
    SlowCallDto[] Slowest,
    string[] MissingOn,
    HostDto[] Hosts);

/// <summary>A slow call.</summary>
internal sealed record SlowCallDto(string TraceId, double DurationMs, DateTimeOffset At, string Session, string User, string Outcome)
{
    public static SlowCallDto Of(SlowCall call) =>
        new(call.Trace.ToString(), Rounded.Milliseconds(call.Duration), call.At, call.Session, call.User, call.Outcome.ToAttribute());
}

/// <summary>What changing a module DLL takes to know.</summary>
internal sealed record ModuleGuideDto(string[] ModulesFolder, GuideSiloDto[] Silos);

/// <summary>A silo, in the guide.</summary>
internal sealed record GuideSiloDto(string Process, string Name, ProcessState State, ModuleVersionDto[] Modules);
