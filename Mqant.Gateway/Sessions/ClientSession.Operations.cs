using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <content>What operators see of the session, and how they end it.</content>
public sealed partial class ClientSession
{
    // Most sessions have none.
    private RequestLog? _requests;

    /// <summary>The client id that the client gave itself or was given.</summary>
    internal string ClientName { get; }

    /// <summary>When the session was made.</summary>
    internal DateTimeOffset OpenedAt => DateTimeOffset.FromUnixTimeMilliseconds(_openedAt);

    /// <summary>Its last requests, the newest first; from now on all are remembered, for a while.</summary>
    internal RequestRecord[] WatchRequests(DateTimeOffset now) => GetRequestLog().Watch(now);

    /// <summary>The groups that it is in, and the grains that watch it.</summary>
    internal (string[] Groups, GrainId[] Watchers) GetTies()
    {
        lock (_calls)
        {
            return _state.GetTies();
        }
    }

    /// <summary>Whether one of the last grains that it called, of those that are called in order, is of this type.</summary>
    internal bool HasCalled(GrainType grainType)
    {
        lock (_calls)
        {
            return _calls.HasCalled(grainType);
        }
    }

    /// <summary>Ends the session after telling the client why: push <c>Session/OnKick {"reason":…}</c>.</summary>
    internal void Dismiss(string reason, SessionEndReason end)
    {
        TryWrite(Notice.Kick(reason));
        Close(end);
    }

    private RequestLog GetRequestLog() => _requests ?? Interlocked.CompareExchange(ref _requests, new RequestLog(), null) ?? _requests;
}
