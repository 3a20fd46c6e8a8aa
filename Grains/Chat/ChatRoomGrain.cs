namespace Mqant.Grains.Chat;

internal sealed class ChatRoomGrain(ISessions sessions) : Grain, IChatRoom, ISessionWatcher
{
    private const string Everyone = "*";

    private readonly Dictionary<string, SessionRef> _members = [];

    private string RoomName => this.GetPrimaryKeyString();

    public ValueTask<ChatMembers> JoinAsync(Session session, JoinChat request)
    {
        if (string.IsNullOrEmpty(request.RoomName))
        {
            throw new GameException("roomName cannot be nil");
        }

        if (_members.Remove(session.UserId, out var former) && former != session.Ref)
        {
            sessions.Unwatch(former);
        }

        sessions.Send(_members.Values, "Chat/OnJoin", new ChatMove(RoomName, session.UserId));
        _members[session.UserId] = session.Ref;
        sessions.Watch(session.Ref);

        // Its members are only here: it stays until the last of them has left.
        DelayDeactivation(TimeSpan.MaxValue);
        return new(new ChatMembers([.. _members.Keys]));
    }

    public ValueTask<ChatSaid> SayAsync(Session session, SayInChat request)
    {
        if (request is not { RoomName.Length: > 0, Content: { } content, Target: { } target })
        {
            throw new GameException("roomName or say cannot be nil");
        }

        if (_members.Count == 0)
        {
            DeactivateOnIdle();
            throw new GameException("No room");
        }

        if (!_members.ContainsKey(session.UserId))
        {
            throw new GameException("You haven't been in the room yet");
        }

        var message = new OnChat(session.UserId, content, RoomName, target);
        if (target == Everyone)
        {
            sessions.Send(_members.Values, "Chat/OnChat", message);
        }
        else if (_members.TryGetValue(target, out var member))
        {
            sessions.Send(member, "Chat/OnChat", message);
        }
        else
        {
            throw new GameException("This user haven't been in the room yet");
        }

        return new(new ChatSaid("say success"));
    }

    public ValueTask OnSessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        if (_members.FirstOrDefault(m => m.Value == session) is { Key: { } user })
        {
            _members.Remove(user);
            sessions.Send(_members.Values, "Chat/OnLeave", new ChatMove(RoomName, user));
            if (_members.Count == 0)
            {
                DeactivateOnIdle();
            }
        }

        return default;
    }
}
