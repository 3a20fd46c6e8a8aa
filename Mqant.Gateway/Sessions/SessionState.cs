using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>
/// Who a session is: user, settings, epochs, watchers and groups. Guarded by the session's lock.
/// </summary>
internal sealed class SessionState(SessionSnapshot snapshot)
{
    // Few, and there from a login to the end: as small as they can be.
    private (SessionAddress Session, GrainId Grain)[] _watchers = [];
    private List<(ISessionGroup Group, uint Epoch)>? _groups;
    private uint? _guestEpoch;

    public SessionSnapshot Snapshot { get; private set; } = snapshot;

    /// <summary>Whether the user's settings are stored.</summary>
    public bool Stores => Login is { Store: true };

    /// <summary>The login by which it is bound, null for a guest.</summary>
    public Login? Login { get; private set; }

    /// <summary>
    /// Whether references with this epoch still mean this session. What a grain knew as a guest stays valid when the guest logs in; a change from one
    /// user to another, or to nobody, ends it.
    /// </summary>
    public bool IsValid(uint epoch) => epoch == Snapshot.Epoch || epoch == _guestEpoch;

    /// <summary>Applies a handler's changes and returns the watchers of what they ended.</summary>
    public (SessionAddress Session, GrainId Grain)[] Apply(SessionChanges changes)
    {
        var before = Snapshot;
        Snapshot = before.Apply(changes);
        if (changes.Bind is not { } bind)
        {
            return [];
        }

        Login = bind.Login;
        _guestEpoch = before.UserId.Length == 0 && bind.UserId.Length > 0 ? before.Epoch : null;
        return TakeWatchers(w => !IsValid(w.Session.Epoch));
    }

    /// <summary>Changes what the binding is worth; who refers to it does not notice.</summary>
    public void SetRights(SessionRights? rights) => Snapshot = Snapshot with { Rights = rights };

    /// <summary>Adds a watcher, unless there are as many as there may be.</summary>
    public bool TryWatch(uint epoch, GrainId grain, int limit)
    {
        var watcher = (new SessionAddress(Snapshot.SessionId, epoch), grain);
        if (_watchers.Contains(watcher))
        {
            return true;
        }

        if (_watchers.Length >= limit)
        {
            return false;
        }

        _watchers = [.. _watchers, watcher];
        return true;
    }

    public void Unwatch(uint epoch, GrainId grain)
    {
        var watcher = (new SessionAddress(Snapshot.SessionId, epoch), grain);
        TakeWatchers(w => w.Equals(watcher));
    }

    public void Enter(ISessionGroup group, uint epoch)
    {
        _groups ??= [];
        _groups.RemoveAll(g => g.Group == group);
        _groups.Add((group, epoch));
    }

    public void Leave(ISessionGroup group, uint? epoch) => _groups?.RemoveAll(g => g.Group == group && (epoch is null || g.Epoch == epoch));

    /// <summary>Takes out the groups of bindings that are gone, and returns them.</summary>
    public List<(ISessionGroup Group, uint Epoch)> LeaveGroups(Predicate<uint> isGone)
    {
        var left = _groups?.FindAll(g => isGone(g.Epoch)) ?? [];
        _groups?.RemoveAll(g => isGone(g.Epoch));
        return left;
    }

    /// <summary>The groups that it is in, and the grains that watch it.</summary>
    public (string[] Groups, GrainId[] Watchers) GetTies() => (
        [.. (_groups ?? []).Select(static g => g.Group.Name).Distinct().Order(StringComparer.Ordinal)], [.. _watchers.Select(static w => w.Grain).Distinct()]);

    /// <summary>Ends everything and returns all watchers.</summary>
    public (SessionAddress Session, GrainId Grain)[] End() => TakeWatchers(static _ => true);

    private (SessionAddress Session, GrainId Grain)[] TakeWatchers(Predicate<(SessionAddress Session, GrainId Grain)> isTaken)
    {
        if (_watchers.Length == 0)
        {
            return [];
        }

        var taken = Array.FindAll(_watchers, isTaken);
        _watchers = taken.Length == 0 ? _watchers : Array.FindAll(_watchers, watcher => !isTaken(watcher));
        return taken;
    }
}
