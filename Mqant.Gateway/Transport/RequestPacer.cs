namespace Mqant.Gateway.Transport;

/// <summary>
/// How fast one client may send: two token buckets, one of requests and one of bytes, each holding two seconds' worth. What is charged may put a
/// bucket into debt, because a packet is never split; the client is then read from again when the debt is paid. Not thread-safe.
/// </summary>
internal sealed class RequestPacer
{
    private readonly int _requestRate;
    private readonly int _byteRate;
    private double _requests;
    private double _bytes;
    private long _filled;

    private RequestPacer(int requestsPerSecond, int bytesPerSecond, long now)
    {
        _requestRate = requestsPerSecond;
        _byteRate = bytesPerSecond;
        _requests = 2.0 * requestsPerSecond;
        _bytes = 2.0 * bytesPerSecond;
        _filled = now;
    }

    /// <summary>A pacer, or null where neither is limited.</summary>
    /// <param name="requestsPerSecond">Requests a second, 0 for no limit.</param>
    /// <param name="bytesPerSecond">Bytes a second, 0 for no limit.</param>
    /// <param name="now">Milliseconds on the clock that later calls use.</param>
    public static RequestPacer? Create(int requestsPerSecond, int bytesPerSecond, long now)
        => requestsPerSecond == 0 && bytesPerSecond == 0 ? null : new RequestPacer(requestsPerSecond, bytesPerSecond, now);

    /// <summary>Counts what the client sent.</summary>
    public void Charge(int requests, int bytes)
    {
        _requests -= requests;
        _bytes -= bytes;
    }

    /// <summary>How long the client must not be read from; zero when it may go on.</summary>
    public TimeSpan GetDelay(long now)
    {
        // The clock is coarse: most of the time nothing has come back since it was last looked at, and nothing is needed.
        if (now == _filled && (_requestRate == 0 || _requests >= 1) && (_byteRate == 0 || _bytes >= 1))
        {
            return TimeSpan.Zero;
        }

        var seconds = (now - _filled) / 1000.0;
        _filled = now;
        return Longest(Fill(ref _requests, _requestRate, seconds), Fill(ref _bytes, _byteRate, seconds));
    }

    private static TimeSpan Fill(ref double tokens, int rate, double seconds)
    {
        if (rate == 0)
        {
            return TimeSpan.Zero;
        }

        tokens = Math.Min(tokens + (rate * seconds), 2.0 * rate);

        // One whole token must be there for the next request or byte; rounding errors of a long run must not cost a client a tick.
        var missing = 1 - 1e-6 - tokens;
        return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / rate);
    }

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
