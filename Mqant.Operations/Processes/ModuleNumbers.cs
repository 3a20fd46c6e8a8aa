namespace Mqant.Operations.Processes;

/// <summary>A module, or one of its handlers, in numbers: as clients see it, over all gateways.</summary>
[GenerateSerializer, Immutable, Alias("mqant.CallNumbers")]
internal sealed record CallNumbers(
    [property: Id(0)] double RequestsPerSecond,
    [property: Id(1)] double ErrorsPerSecond,
    [property: Id(2)] TimeSpan? P50,
    [property: Id(3)] TimeSpan? P99)
{
    public static readonly CallNumbers None = new(0, 0, null, null);
}

/// <summary>A handler in numbers.</summary>
/// <param name="Name">The handler.</param>
/// <param name="Numbers">Its numbers.</param>
/// <param name="Slowest">Its slowest calls of the last ten minutes, the slowest first.</param>
/// <param name="Hosts">What it did in each silo.</param>
[GenerateSerializer, Immutable, Alias("mqant.HandlerNumbers")]
internal sealed record HandlerNumbers(
    [property: Id(0)] string Name, [property: Id(1)] CallNumbers Numbers, [property: Id(2)] SlowCall[] Slowest, [property: Id(3)] HostNumbers[] Hosts);

/// <summary>A module or handler in one silo, in numbers: what it did there.</summary>
/// <param name="Process">Id of the process.</param>
/// <param name="Numbers">Its numbers.</param>
[GenerateSerializer, Immutable, Alias("mqant.HostNumbers")]
internal sealed record HostNumbers([property: Id(0)] string Process, [property: Id(1)] CallNumbers Numbers);

/// <summary>A module in numbers.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ModuleNumbers")]
internal sealed record ModuleNumbers(
    [property: Id(0)] string Name, [property: Id(1)] CallNumbers Numbers, [property: Id(2)] HandlerNumbers[] Handlers, [property: Id(3)] HostNumbers[] Hosts);
