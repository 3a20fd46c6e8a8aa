using Orleans.Concurrency;

namespace Mqant.Tests.Probe;

/// <summary>Calls that wait until a test lets them go.</summary>
[GameModule("Gate", AllowKeyInTopic = true)]
public interface IGate : IGrainWithStringKey
{
    /// <summary>Returns once the gate is open.</summary>
    [Handler("HD_Pass")]
    Task<string> PassAsync(CancellationToken cancellationToken);

    /// <summary>The gate's key.</summary>
    [Handler("HD_Name")]
    ValueTask<string> NameAsync();

    /// <summary>Opens the gate for good.</summary>
    [Handler("HD_Open"), AlwaysInterleave]
    ValueTask<string> OpenAsync();

    /// <summary>Returns once so many calls have passed.</summary>
    [Handler("HD_Passed"), AlwaysInterleave]
    Task<int> PassedAsync(GateCount request);

    /// <summary>Returns once a call that waited was cancelled.</summary>
    [Handler("HD_Cancelled"), AlwaysInterleave]
    Task<string> CancelledAsync();
}

/// <summary>A number of calls.</summary>
[GenerateSerializer]
public sealed record GateCount([property: Id(0)] int count);
