using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Identity;

/// <summary>Ends sessions whose login is for a time, unless it is renewed before. Others cost nothing.</summary>
internal sealed class SessionExpiry(TimeProvider time) : IDisposable
{
    // Timers know no longer one.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Pass> _passes = [];
    private readonly SortedSet<(long Due, long Session)> _due = [];
    private ITimer? _timer;
    private volatile bool _isUsed;

    /// <summary>Whose login of a session ends at its time; null where that has none, or has become another one since.</summary>
    public string? FindUser(ClientSession session)
    {
        lock (_gate)
        {
            return _passes.GetValueOrDefault(session.Number) is { } pass && pass.User == session.UserId ? pass.User : null;
        }
    }

    /// <summary>Ends a session at a time, and no longer at another one.</summary>
    /// <param name="session">The session.</param>
    /// <param name="user">Who may renew it.</param>
    /// <param name="expires">When.</param>
    public void Set(ClientSession session, string user, DateTimeOffset expires)
    {
        lock (_gate)
        {
            _isUsed = true;
            Forget(session.Number);
            _passes[session.Number] = new Pass(session, user, expires.UtcTicks);
            _due.Add((expires.UtcTicks, session.Number));
            Wind();
        }

        // Its end may have come before.
        if (session.HasEnded)
        {
            Remove(session);
        }
    }

    /// <summary>The session has ended.</summary>
    public void Remove(ClientSession session)
    {
        if (!_isUsed)
        {
            return;
        }

        lock (_gate)
        {
            Forget(session.Number);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Forget(long session)
    {
        if (_passes.Remove(session, out var pass))
        {
            _due.Remove((pass.Due, session));
        }
    }

    private void Wind()
    {
        if (_due.Count == 0)
        {
            return;
        }

        _timer ??= time.CreateTimer(static expiry => ((SessionExpiry)expiry!).End(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var wait = Math.Clamp(_due.Min.Due - time.GetUtcNow().UtcTicks, 0, Longest.Ticks);

        // Timers count in milliseconds: one more, so that nobody is ended early, and asked for again at once.
        _timer.Change(TimeSpan.FromTicks(wait) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private void End()
    {
        var ended = new List<Pass>();
        lock (_gate)
        {
            var now = time.GetUtcNow().UtcTicks;
            while (_due.Count > 0 && _due.Min.Due <= now)
            {
                var session = _due.Min.Session;
                ended.Add(_passes[session]);
                Forget(session);
            }

            Wind();
        }

        foreach (var (session, user, _) in ended)
        {
            // Another login, or none, of which nobody has said how long it lasts.
            if (session.UserId == user)
            {
                session.Close(SessionEndReason.NotAuthorized);
            }
        }
    }

    private sealed record Pass(ClientSession Session, string User, long Due);
}
