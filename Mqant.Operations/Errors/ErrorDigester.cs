using Microsoft.Extensions.Options;
using Mqant.Operations.Management;

namespace Mqant.Operations.Errors;

/// <summary>Makes reports of what <see cref="ErrorCollector"/> counts: looks at those that were kept, and shares the others out among the groups that these belong to. Called by one thread.</summary>
internal sealed class ErrorDigester(ErrorCollector collector, ErrorSamples samples, IOptions<ErrorOptions> options, NameOfProcess process, TimeProvider time)
{
    /// <summary>How many groups wait at most for the cluster to take reports again. What is beyond is counted together.</summary>
    public const int MaxPending = 1_000;

    // Samples of a group that this process reports at most: the first ones, then one in a while.
    private const int FirstSamples = 3;
    private const int MaxSampled = 4_096;
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, PendingError> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ErrorOrigin> _origins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Count, DateTimeOffset Last)> _sampled = new(StringComparer.Ordinal);

    /// <summary>Takes in what was counted since the last time.</summary>
    public void Digest()
    {
        foreach (var (counter, isOthers, counted) in collector.Drain())
        {
            var (first, last) = (new DateTimeOffset(counted.First, TimeSpan.Zero), new DateTimeOffset(counted.Last, TimeSpan.Zero));
            if (isOthers)
            {
                Pend(ErrorOrigin.Others, null).Add(counted.Count, first, last);
                continue;
            }

            var shares = Look(counted.Kept);
            if (shares.Count > 0)
            {
                counter.SetShares(shares);
            }
            else if (!counter.IsKnown)
            {
                counter.PutBack(counted);
                continue;
            }

            foreach (var (group, count) in ShareOut(counted.Count, shares, counter.Shares))
            {
                Pend(_origins[group], null).Add(count, first, last);
            }
        }

        collector.Forget(ForgetAfter);
    }

    /// <summary>What is to be reported, or null when nothing is; taken out.</summary>
    public ErrorDelta[]? Take()
    {
        if (_pending.Count == 0)
        {
            return null;
        }

        var deltas = _pending.Values.Select(static pending => pending.ToDelta()).ToArray();
        _pending.Clear();
        return deltas;
    }

    // Each that was looked at is its group's; of the others each group has the same share as of these. The sum is exact.
    internal static IEnumerable<(string Group, long Count)> ShareOut(long count, Dictionary<string, int> looked, Dictionary<string, int> known)
    {
        var weights = known.Count > 0 ? known : looked;
        var rest = count - looked.Values.Sum();
        long weight = weights.Values.Sum(), given = 0, seen = 0;
        foreach (var group in weights.Keys.Union(looked.Keys))
        {
            seen += weights.GetValueOrDefault(group);
            var until = weight == 0 ? rest : (long)((decimal)rest * seen / weight);
            var share = until - given + looked.GetValueOrDefault(group);
            given = until;
            if (share > 0)
            {
                yield return (group, share);
            }
        }
    }

    private Dictionary<string, int> Look(List<CapturedError> kept)
    {
        var shares = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var error in kept)
        {
            var origin = ErrorOrigin.Of(error.Exception, $"{error.Category} {error.Event.Id}", options.Value.Libraries);
            _origins[origin.Id] = origin;
            shares[origin.Id] = shares.GetValueOrDefault(origin.Id) + 1;
            var pending = Pend(origin, error);
            var version = CodeVersions.Of(error.Exception, options.Value.Libraries);
            pending.Add(ErrorSamples.ModuleOf(error), version, error.Level);
            if (pending.WantsSample && MaySample(origin.Id))
            {
                pending.Add(samples.Make(error, process.Value, version));
            }
        }

        return shares;
    }

    private PendingError Pend(ErrorOrigin origin, CapturedError? error)
    {
        if (_pending.TryGetValue(origin.Id, out var pending))
        {
            return pending;
        }

        if (_pending.Count >= MaxPending - 1 && origin != ErrorOrigin.Others)
        {
            return Pend(ErrorOrigin.Others, null);
        }

        return _pending[origin.Id] = new PendingError(origin, error is null ? string.Empty : samples.MessageOf(error));
    }

    private bool MaySample(string group)
    {
        var now = time.GetUtcNow();
        var (count, last) = _sampled.GetValueOrDefault(group);
        if (count >= FirstSamples && now - last < SampleEvery)
        {
            return false;
        }

        if (_sampled.Count >= MaxSampled)
        {
            _sampled.Clear();
        }

        _sampled[group] = (count + 1, now);
        return true;
    }
}
