using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>What is recorded of requests: section <c>Mqant:Telemetry</c>. Changes of the file count while the process runs.</summary>
public sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Telemetry";

    /// <summary>Share of requests whose trace is recorded, from 0 to 1; 0.01 by default.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 0.01;

    /// <summary>
    /// Traces a second that a gateway records at most of the requests that their share chose, 100 by default: beyond it the share is smaller. Requests that fail or take long, and
    /// those that a sampler of the program chose, do not count.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxTracesPerSecond { get; set; } = 100;

    /// <summary>
    /// Requests a second that a process records at most because they failed or took long, 100 by default: where everything fails, each of them tells the same. A gateway and a silo count each for themselves.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxLateTracesPerSecond { get; set; } = 100;

    /// <summary>
    /// Shares of modules (<c>Chat</c>) and handlers (<c>Chat/HD_Say</c>) that differ from <see cref="SampleRatio"/>; a handler's comes before its module's. In JSON the handler's
    /// key holds the slash; in environment variables, where a name cannot, only modules can be named.
    /// </summary>
    public Dictionary<string, double> Sampling { get; set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether requests that fail, time out, or find no silo are recorded although they were not chosen, on by default: the request in the gateway and its handler, without what the
    /// handler called.
    /// </summary>
    public bool AlwaysOnErrors { get; set; } = true;

    /// <summary>Requests and handlers that take so long are recorded as those that fail; 1 s by default, unset for none.</summary>
    public TimeSpan? SlowThreshold { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether a request is recorded when its <c>traceparent</c> says so, and not when it says no; off by default, for clients would decide how much is recorded. The trace id is the client's in any case.
    /// </summary>
    public bool ClientSampling { get; set; }

    /// <summary>
    /// Whether grains that a recorded handler calls, and those that they call, are part of its trace; on by default where traces are exported. Costs every grain call a
    /// few hundred nanoseconds; counts from the next start.
    /// </summary>
    public bool GrainCalls { get; set; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, ratio) in Sampling)
        {
            if (ratio is not (>= 0 and <= 1))
            {
                yield return new ValidationResult($"The share of '{name}' is {ratio}; it is from 0 to 1.", [nameof(Sampling)]);
            }
        }

        if (SlowThreshold < TimeSpan.Zero)
        {
            yield return new ValidationResult("A time is not negative.", [nameof(SlowThreshold)]);
        }
    }
}
