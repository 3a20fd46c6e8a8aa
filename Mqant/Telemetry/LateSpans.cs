using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mqant;

/// <summary>
/// Spans that are made when what they tell of is over, because it failed or took long: nothing was recorded before, and there are only the timestamps that are taken anyway. The gateway
/// and the silo decide apart and yet make one tree, for the id of a request's span follows from what both know of it.
/// </summary>
internal static class LateSpans
{
    /// <summary>Whether a call is recorded although it was not chosen at its beginning, and why.</summary>
    public static string? WhyRecorded(TelemetryOptions options, TraceLimit limit, CallOutcome outcome, TimeSpan duration)
    {
        var why = options.AlwaysOnErrors && outcome is not (CallOutcome.Ok or CallOutcome.Refused) ? "error"
            : duration >= options.SlowThreshold ? "slow"
            : null;
        return why is not null && limit.TryTake(options.MaxLateTracesPerSecond) ? why : null;
    }

    /// <summary>The id of the span of a request in its gateway.</summary>
    public static ActivitySpanId IdOfRequest(TraceId trace, long session, uint request)
    {
        // Mixed, for a client may use its trace for all that it asks.
        var mixed = trace.High ^ BitOperations.RotateLeft(trace.Low, 32) ^ ((ulong)session * 0x9E3779B97F4A7C15) ^ ((request + 1UL) * 0xD1B54A32D192ED03);
        mixed = (mixed ^ (mixed >> 31)) * 0xBF58476D1CE4E5B9;
        mixed ^= mixed >> 29;
        Span<byte> bytes = stackalloc byte[8];
        BitConverter.TryWriteBytes(bytes, mixed == 0 ? 1 : mixed);
        return ActivitySpanId.CreateFromBytes(bytes);
    }

    /// <summary>Makes a span of a past time; null when nobody wants it. Whoever gets it adds the rest and stops it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="parent">What it is part of.</param>
    /// <param name="id">Its id, where others know it; null for a new one.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="ended">When it ended.</param>
    public static Activity? Create(string name, ActivityKind kind, ActivityContext parent, ActivitySpanId? id, TimeSpan duration, DateTimeOffset ended)
    {
        if (MqantTelemetry.Source.CreateActivity(name, kind, parent) is not { } activity)
        {
            return null;
        }

        if (id is { } known)
        {
            SpanIdOf(activity) = known.ToHexString();
        }

        // What this flow happens to be in is not its parent.
        var current = Activity.Current;
        Activity.Current = null;
        activity.SetStartTime(ended.UtcDateTime - duration);
        activity.Start();
        activity.SetEndTime(ended.UtcDateTime);
        Activity.Current = current;
        return activity;
    }

    /// <summary>Ends a span of a past time, and leaves the current one as it is.</summary>
    public static void End(Activity activity)
    {
        var current = Activity.Current;
        activity.Dispose();
        Activity.Current = current;
    }

    // There is no other way to say what id an activity has, and it is made at its start where there is none.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity activity);
}
