using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>
/// Who a session is: user, settings, epochs and watchers. Guarded by the session's lock.
/// </summary>
internal sealed class SessionState(SessionSnapshot snapshot)
{
    private List<(SessionAddress Session, GrainId Grain)>? _watchers;
    private uint? _guestEpoch;

    public SessionSnapshot Snapshot { get; private set; } = snapshot;

    /// <summary>Whether the user's settings are stored.</summary>
    public bool Stores { get; private set; }

    /// <summary>
    /// Whether references with this epoch still mean this session. What a grain knew as a guest stays valid when the guest logs in; a change from one
    /// user to another, or to nobody, ends it.
    /// </summary>
    public bool IsValid(uint epoch) => epoch == Snapshot.Epoch || epoch == _guestEpoch;

    /// <summary>Applies a handler's changes and returns the watchers of what they ended.</summary>
    public List<(SessionAddress Session, GrainId Grain)> Apply(SessionChanges changes)
    {
        var before = Snapshot;
        Snapshot = before.Apply(changes);
        if (changes.Bind is not { } bind)
        {
            return [];
        }

        Stores = bind.Store;
        _guestEpoch = before.UserId.Length == 0 && bind.UserId.Length > 0 ? before.Epoch : null;
        var ended = _watchers?.FindAll(w => !IsValid(w.Session.Epoch)) ?? [];
        _watchers?.RemoveAll(w => !IsValid(w.Session.Epoch));
        return ended;
    }

    public void Watch(uint epoch, GrainId grain)
    {
        var watcher = (new SessionAddress(Snapshot.SessionId, epoch), grain);
        _watchers ??= [];
        if (!_watchers.Contains(watcher))
        {
            _watchers.Add(watcher);
        }
    }

    public void Unwatch(uint epoch, GrainId grain) => _watchers?.Remove((new SessionAddress(Snapshot.SessionId, epoch), grain));

    /// <summary>Ends everything and returns all watchers.</summary>
    public List<(SessionAddress Session, GrainId Grain)> End()
    {
        var watchers = _watchers ?? [];
        _watchers = null;
        return watchers;
    }
}
