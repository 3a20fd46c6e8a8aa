namespace Mqant;

/// <content>Sending. A message is encoded once and crosses to each gateway once.</content>
public abstract partial class Room
{
    private RoomAudience? _everybody;

    /// <summary>Sends to one player. Nothing is sent while the player is disconnected.</summary>
    protected void Send<T>(RoomSeat seat, string topic, T payload) => Send(seat, topic, payload, isLatest: false);

    /// <summary>Sends to one session: a viewer, or a caller without a seat.</summary>
    protected void Send<T>(SessionRef session, string topic, T payload) => Send(session, topic, payload, isLatest: false);

    /// <summary>Sends to all players and viewers.</summary>
    protected void SendToAll<T>(string topic, T payload) => SendToAll(topic, payload, isLatest: false);

    /// <summary>Sends to all players and viewers but one.</summary>
    protected void SendToAllBut<T>(RoomSeat except, string topic, T payload)
    {
        ArgumentNullException.ThrowIfNull(except);
        _outbox.Send(RoomAudience.Of(Members().Where(s => s != except.Session)), topic, _services.Encoder.Encode(topic, payload), isLatest: false);
    }

    /// <summary>
    /// Sends state to all players and viewers, of which only the newest counts: a client that reads too slowly gets the latest message of this topic
    /// instead of all that waited for it.
    /// </summary>
    protected void SendLatest<T>(string topic, T payload) => SendToAll(topic, payload, isLatest: true);

    /// <summary>Sends state to one player, as <see cref="SendLatest{T}(string, T)"/>.</summary>
    protected void SendLatest<T>(RoomSeat seat, string topic, T payload) => Send(seat, topic, payload, isLatest: true);

    private void Send<T>(RoomSeat seat, string topic, T payload, bool isLatest)
    {
        ArgumentNullException.ThrowIfNull(seat);
        if (seat.IsConnected)
        {
            Send(seat.Session, topic, payload, isLatest);
        }
    }

    private void Send<T>(SessionRef session, string topic, T payload, bool isLatest)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        if (!session.IsEmpty)
        {
            _outbox.Send(RoomAudience.Of(session), topic, _services.Encoder.Encode(topic, payload), isLatest);
        }
    }

    private void SendToAll<T>(string topic, T payload, bool isLatest)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var everybody = _everybody ??= RoomAudience.Of(Members());
        if (everybody.Gateways.Length > 0)
        {
            _outbox.Send(everybody, topic, _services.Encoder.Encode(topic, payload), isLatest);
        }
    }
}
