namespace Mqant;

/// <summary>
/// A group of sessions on any number of gateways. A message crosses to each gateway once, is encoded there once, and reaches every member once, in the
/// order in which the group was given it. A member leaves when its session ends, or when it is unbound or bound to another user.
/// <para>All methods throw what a grain call throws when no silo answers.</para>
/// </summary>
public sealed class Group
{
    /// <summary>Longest name of a group, in characters.</summary>
    public const int MaxNameLength = 128;

    private readonly IGrainFactory _grains;
    private readonly PushEncoder _encoder;
    private readonly INamePolicy _names;

    internal Group(string name, IGrainFactory grains, PushEncoder encoder, INamePolicy names)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MaxNameLength, nameof(name));
        Name = name;
        _grains = grains;
        _encoder = encoder;
        _names = names;
    }

    /// <summary>The group's name.</summary>
    public string Name { get; }

    private IGroupGrain Grain => _grains.GetGrain<IGroupGrain>(Name);

    /// <summary>Adds a session. Once in, joining again changes nothing; a session that is gone is not added. What is published from now on reaches it.</summary>
    public Task JoinAsync(SessionRef session) => JoinAsync([session]);

    /// <summary>Adds many sessions in one call.</summary>
    public Task JoinAsync(IEnumerable<SessionRef> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return Grain.JoinAsync([.. sessions]);
    }

    /// <summary>Takes a session out. What is published from now on does not reach it.</summary>
    public Task LeaveAsync(SessionRef session) => Grain.LeaveAsync([session]);

    /// <summary>
    /// Makes a user a member for good: every session of the user, those open now and those bound later, joins on its own. Stored until
    /// <see cref="RemoveUserAsync"/>, however long the user stays away.
    /// </summary>
    public Task AddUserAsync(string userId)
    {
        userId = UserIds.Normalize(userId, _names);
        return _grains.GetUserShard(userId).AddToGroupAsync(userId, Name);
    }

    /// <summary>Ends a membership of <see cref="AddUserAsync"/>; the user's open sessions leave.</summary>
    public Task RemoveUserAsync(string userId)
    {
        userId = UserIds.Normalize(userId, _names);
        return _grains.GetUserShard(userId).RemoveFromGroupAsync(userId, Name);
    }

    /// <summary>
    /// Sends a message to all members: JSON of <paramref name="payload"/>, or its bytes when it is a <see cref="RawPayload"/>. Delivery is at most once (QoS 0). When it
    /// returns, the message has its place in the group's order; await it before the next one, for calls that overlap may overtake each other.
    /// </summary>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="PushOptions.MaxMessageSize"/>.</exception>
    public Task PublishAsync<T>(string topic, T payload) => PublishAsync(topic, payload, except: default);

    /// <summary>Sends a message to all members but one, such as its author.</summary>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="PushOptions.MaxMessageSize"/>.</exception>
    public Task PublishAsync<T>(string topic, T payload, SessionRef except) =>
        Grain.PublishAsync(new GroupMessage(topic, _encoder.Encode(topic, payload), except));

    /// <summary>Members now, on all gateways that answer within 2 s.</summary>
    public Task<int> CountAsync() => Grain.CountAsync();

    /// <summary>The members now, on all gateways that answer within 2 s, in no order. A large group makes a large answer.</summary>
    public Task<GroupMember[]> GetMembersAsync() => Grain.GetMembersAsync();
}
