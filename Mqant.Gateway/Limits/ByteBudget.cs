namespace Mqant.Gateway.Limits;

/// <summary>
/// The memory that all clients of the process share: what is kept of their requests and of what they do not read. How much one of them may have depends on what is left: nobody who uses little is ever held back
/// by those who use much, for as their number grows each of them may have less, and together never all.
/// </summary>
internal sealed class ByteBudget
{
    /// <summary>What every client may have in any case, whatever others do.</summary>
    public const int Always = 16 * 1024;

    /// <summary>The part of what is left that one client may have.</summary>
    internal const int Part = 4;

    /// <summary>What a client that keeps something has to go on even when nothing is left.</summary>
    internal static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(2);

    private long _used;

    public ByteBudget(long limit, int maxPerClient) => (Limit, MaxPerClient) = (limit, maxPerClient);

    /// <summary>A share of the memory that the process may use; of each client, at least the largest packet that it may send.</summary>
    public static ByteBudget Of(GatewayOptions options) => new(
        (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * options.Limits.MemoryShare), Math.Max(options.Limits.MaxSessionBytes, options.MaxPacketSize + Always));

    public long Limit { get; }

    public int MaxPerClient { get; }

    public long Used => Volatile.Read(ref _used);

    /// <summary>Whether so much is kept that nobody new is let in: not before it is half as much again as there is, for who is new needs little, and those who have much do not keep it for long then.</summary>
    public bool IsSpent => Used >= Limit + (Limit / 2);

    /// <summary>
    /// How long a client may keep something here without going on: null, for ever, while half is left, then the less the less there is, so that those who take all make room again before long.
    /// </summary>
    /// <param name="longest">The time when half is left.</param>
    public TimeSpan? PatienceWithin(TimeSpan longest)
    {
        var left = Math.Max(0, Limit - Used);
        if (left > Limit / 2)
        {
            return null;
        }

        var patience = longest * (left / (Limit / 2.0));
        return patience > LeastPatience ? patience : TimeSpan.FromTicks(Math.Min(LeastPatience.Ticks, longest.Ticks));
    }

    /// <summary>What one client may have now.</summary>
    public int Allowance => (int)Math.Clamp((Limit - Used) / Part, Always, MaxPerClient);

    /// <summary>Whether a client has more than it may.</summary>
    public bool IsTooMuch(int held) => held > Always && held > Allowance;

    public void Add(long bytes) => Interlocked.Add(ref _used, bytes);
}
