using System.Net;

namespace Mqant.Operations.Door;

/// <summary>
/// Turns away for a while those who tried too many tokens: by address, and all addresses together, but for those from which a good one came before. Who is in with the page's cookie does not notice.
/// </summary>
internal sealed class SignInLimiter(TimeProvider time)
{
    /// <summary>How many wrong tokens an address may send in <see cref="Window"/>.</summary>
    public const int PerAddress = 10;

    /// <summary>How many wrong tokens all addresses together may send in <see cref="Window"/>.</summary>
    public const int Overall = 200;

    /// <summary>After this time all is forgotten.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int MostKnown = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _failures = [];
    private readonly HashSet<IPAddress> _known = [];
    private long _since = time.GetTimestamp();
    private int _all;

    /// <summary>How long an address has to wait; null when it need not.</summary>
    public TimeSpan? GetWait(IPAddress address)
    {
        lock (_gate)
        {
            Forget();
            return (_all >= Overall && !_known.Contains(address)) || _failures.GetValueOrDefault(address) >= PerAddress ? Window - time.GetElapsedTime(_since) : null;
        }
    }

    /// <summary>An address sent a wrong token.</summary>
    /// <returns>Whether that was the last one that it may send for a while.</returns>
    public bool Fail(IPAddress address)
    {
        lock (_gate)
        {
            Forget();
            _all++;
            return (_failures[address] = _failures.GetValueOrDefault(address) + 1) == PerAddress;
        }
    }

    /// <summary>An address sent a good token.</summary>
    public void Succeed(IPAddress address)
    {
        lock (_gate)
        {
            if (_known.Count < MostKnown)
            {
                _known.Add(address);
            }
        }
    }

    private void Forget()
    {
        if (time.GetElapsedTime(_since) >= Window)
        {
            _since = time.GetTimestamp();
            _failures.Clear();
            _all = 0;
        }
    }
}
