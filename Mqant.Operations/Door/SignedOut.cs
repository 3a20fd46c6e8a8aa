using System.Collections.Concurrent;

namespace Mqant.Operations.Door;

/// <summary>Sign-ins that ended before their time: a cookie that somebody kept a copy of is worth nothing.</summary>
internal sealed class SignedOut(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tickets = new();

    /// <summary>Ends a sign-in.</summary>
    /// <param name="ticket">Which.</param>
    /// <param name="expires">When it would have ended.</param>
    public void Add(string ticket, DateTimeOffset expires)
    {
        var now = time.GetUtcNow();
        foreach (var (old, end) in _tickets)
        {
            if (end < now)
            {
                _tickets.TryRemove(old, out _);
            }
        }

        _tickets[ticket] = expires;
    }

    /// <summary>Whether it was ended.</summary>
    public bool Contains(string ticket) => _tickets.ContainsKey(ticket);
}
