using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Groups;

/// <summary>
/// The members of a group on this gateway. Messages walk over them without a lock: members are only appended, and those who leave become holes; when holes
/// are many, the rest moves to a new array.
/// </summary>
internal sealed class LocalGroup(string name, GroupRegistry registry) : ISessionGroup
{
    private const int SmallestArray = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, int> _slots = [];
    private Member?[] _members = [];
    private int _used;
    private bool _closed;

    public string Name { get; } = name;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _slots.Count;
            }
        }
    }

    /// <summary>Adds a session, or renews the binding under which it is a member. False when the group was closed.</summary>
    public bool TryAdd(ClientSession session, uint epoch)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            var member = new Member(session, epoch);
            if (_slots.TryGetValue(session.Number, out var slot))
            {
                _members[slot] = member;
                return true;
            }

            if (_used == _members.Length)
            {
                Move();
            }

            _members[_used] = member;
            _slots.Add(session.Number, _used++);
            return true;
        }
    }

    /// <summary>Removes a session; where a binding is named, only if it is a member under that one.</summary>
    public void Remove(long session, uint? epoch = null)
    {
        lock (_gate)
        {
            if (_slots.TryGetValue(session, out var slot) && (epoch is null || _members[slot]!.Epoch == epoch))
            {
                _members[slot] = null;
                _slots.Remove(session);
            }
        }
    }

    /// <inheritdoc/>
    public void Leave(ClientSession session, uint epoch) => registry.Leave(this, session, epoch);

    /// <summary>Closes the group for good if it has no members.</summary>
    public bool TryClose()
    {
        lock (_gate)
        {
            return _closed |= _slots.Count == 0;
        }
    }

    /// <summary>The members now, with holes where one has left. What is done to the group meanwhile may show or not.</summary>
    public ReadOnlySpan<Member?> GetMembers()
    {
        lock (_gate)
        {
            return _members.AsSpan(0, _used);
        }
    }

    private void Move()
    {
        var members = new Member?[Math.Max(SmallestArray, _slots.Count * 2)];
        var used = 0;
        foreach (var member in _members.AsSpan(0, _used))
        {
            if (member is not null)
            {
                _slots[member.Session.Number] = used;
                members[used++] = member;
            }
        }

        _members = members;
        _used = used;
    }

    /// <summary>A session in the group, and the binding under which it joined.</summary>
    internal sealed record Member(ClientSession Session, uint Epoch);
}
