using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Sessions as the grains of this silo reach them: everything goes through the lane of the session's gateway.</summary>
internal sealed class ClusterSessions(
    PushLanes lanes,
    PushEncoder encoder,
    GatewayDirectory gateways,
    UserLogins logins,
    INamePolicy names,
    IOptions<UserOptions> users,
    BudgetReports reports,
    TimeProvider time,
    IGrainContextAccessor accessor) : ISessions, ISessionServices
{
    // A gateway that does not answer must not hold a grain, and all who wait for it, until the gateway is given up.
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(2);

    public INamePolicy Names => names;

    public void CheckSettings(IReadOnlyDictionary<string, string> settings)
    {
        var limits = users.Value;
        var size = 0;
        foreach (var (key, value) in settings)
        {
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }

        if (settings.Count > limits.MaxSettings || size > limits.MaxSettingsBytes)
        {
            reports.Exceeded(
                "settings",
                $"{UserOptions.SectionName}:{nameof(UserOptions.MaxSettings)}, {nameof(UserOptions.MaxSettingsBytes)}",
                accessor.GrainContext?.GrainId.Type.ToString() ?? "a grain");
            throw new GameException(GameErrors.TooManySettings);
        }
    }

    public void Send<T>(SessionRef session, string topic, T payload)
    {
        var bytes = encoder.Encode(topic, payload);
        if (!session.IsEmpty)
        {
            SendTo(session.Gateway, topic, bytes, [session.Address]);
        }
    }

    public void Send<T>(IEnumerable<SessionRef> sessions, string topic, T payload)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        var bytes = encoder.Encode(topic, payload);

        // One gateway is the common case: a dictionary is made only for the second.
        GatewayAddress? first = null;
        List<SessionAddress>? onFirst = null;
        Dictionary<GatewayAddress, List<SessionAddress>>? others = null;
        foreach (var session in sessions)
        {
            if (session.IsEmpty)
            {
                continue;
            }

            first ??= session.Gateway;
            if (first.Equals(session.Gateway))
            {
                (onFirst ??= []).Add(session.Address);
                continue;
            }

            others ??= [];
            if (!others.TryGetValue(session.Gateway, out var list))
            {
                others[session.Gateway] = list = [];
            }

            list.Add(session.Address);
        }

        if (first is null)
        {
            return;
        }

        SendTo(first, topic, bytes, CollectionsMarshal.AsSpan(onFirst));
        foreach (var (gateway, list) in others ?? [])
        {
            SendTo(gateway, topic, bytes, CollectionsMarshal.AsSpan(list));
        }
    }

    public async Task FlushAsync(SessionRef session)
    {
        if (!session.IsEmpty && lanes.TryGet(session.Gateway, out var lane))
        {
            await lane!.FlushAsync().WaitAsync(FlushPatience, time).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<bool> SendAcknowledgedAsync<T>(SessionRef session, string topic, T payload)
    {
        var bytes = encoder.Encode(topic, payload);
        if (session.IsEmpty)
        {
            return false;
        }

        var lane = lanes.Get(session.Gateway);
        var position = lane.Enqueue(new PushItem
        {
            Topic = topic,
            Payload = bytes,
            QualityOfService = 1,
            Sessions = SessionAddress.Pack([session.Address]),
            Confirm = true,
        });
        Sent(lane, position);
        if (position == 0)
        {
            return false;
        }

        try
        {
            return await lanes.Reach(session.Gateway).WhenAcknowledgedAsync(lane.Id, position);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            return false;
        }
    }

    public async Task BroadcastAsync<T>(string topic, T payload)
    {
        var item = new BroadcastItem { Topic = topic, Payload = encoder.Encode(topic, payload) };
        foreach (var gateway in await gateways.GetAsync())
        {
            Enqueue(gateway, item);
        }
    }

    public async Task<bool> IsConnectedAsync(SessionRef session) => await FindSnapshotAsync(session) is not null;

    /// <summary>Whether the session's client has gone; false also where its gateway does not answer.</summary>
    public async Task<bool> HasLeftAsync(SessionRef session)
    {
        try
        {
            return lanes.IsLost(session.Gateway) || await lanes.Reach(session.Gateway).HasLeftAsync(session.SessionId);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            return false;
        }
    }

    public async Task<Session?> FindAsync(SessionRef session) => await FindSnapshotAsync(session) is { } snapshot
        ? new Session(snapshot, this, call: null)
        : null;

    public void Watch(SessionRef session)
    {
        var grain = CallingGrain();
        if (session.IsEmpty)
        {
            return;
        }

        Watched(grain).Add(session);
        var lane = lanes.Get(session.Gateway);
        var position = lane.Watch(session.Address, grain.GrainId);
        if (position == 0)
        {
            lanes.Report(session, [grain.GrainId], SessionEndReason.GatewayLost);
            return;
        }

        Sent(lane, position);
    }

    public void Unwatch(SessionRef session)
    {
        var grain = CallingGrain();
        if (session.IsEmpty)
        {
            return;
        }

        Watched(grain).Remove(session);
        if (lanes.TryGet(session.Gateway, out var lane))
        {
            lane!.Unwatch(session.Address, grain.GrainId);
        }
    }

    public void Close(SessionRef session) => End(session, SessionEndReason.Closed, kick: null);

    public void Kick(SessionRef session, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        End(session, SessionEndReason.Kicked, reason);
    }

    /// <summary>Ends the older of two sessions of a user.</summary>
    public void EndDuplicate(SessionRef session) => End(session, SessionEndReason.DuplicateLogin, "duplicate login");

    public async ValueTask ApplyAsync(SessionRef session, SessionChanges changes)
    {
        if (!await lanes.Reach(session.Gateway).ApplyAsync(session.SessionId, session.Epoch, changes))
        {
            throw new GameException(GameErrors.NoSession);
        }
    }

    public async ValueTask<SessionSnapshot> BindAsync(SessionRef session, string userId, bool store, SessionRights? rights)
    {
        var outcome = await lanes.Reach(session.Gateway).BindAsync(session.SessionId, session.Epoch, userId, store, rights);
        return outcome.Session ?? throw new GameException(outcome.Error!);
    }

    public async ValueTask RenewAsync(SessionRef session, string token)
    {
        if (await lanes.Reach(session.Gateway).RenewAsync(session.SessionId, token) is { } refusal)
        {
            throw new GameException(refusal);
        }
    }

    public async ValueTask<SessionBinding> ReserveAsync(SessionRef session, string userId, string? device, bool store, SessionRights? rights)
    {
        try
        {
            var answer = await logins.BindAsync(userId, session, device, store).ConfigureAwait(false);
            return answer.ToBinding(userId, session.Epoch, rights) ?? throw new GameException(GameErrors.AlreadyOnline);
        }
        catch (Exception exception) when (CallFailures.ExplainInHandler(exception) is { } error)
        {
            throw new GameException(error, exception);
        }
    }

    private async Task<SessionSnapshot?> FindSnapshotAsync(SessionRef session)
    {
        if (session.IsEmpty || lanes.IsLost(session.Gateway))
        {
            return null;
        }

        try
        {
            return await lanes.Reach(session.Gateway).FindAsync(session.SessionId, session.Epoch);
        }
        catch (Exception) when (lanes.IsLost(session.Gateway))
        {
            return null;
        }
    }

    private void End(SessionRef session, SessionEndReason reason, string? kick)
    {
        if (!session.IsEmpty)
        {
            Enqueue(session.Gateway, new CloseItem { SessionId = session.SessionId, Epoch = session.Epoch, Reason = reason, Kick = kick });
        }
    }

    private void SendTo(GatewayAddress gateway, string topic, ReadOnlyMemory<byte> payload, ReadOnlySpan<SessionAddress> sessions) =>
        Enqueue(gateway, new PushItem { Topic = topic, Payload = payload, Sessions = SessionAddress.Pack(sessions) });

    private void Enqueue(GatewayAddress gateway, LaneItem item)
    {
        var lane = lanes.Get(gateway);
        Sent(lane, lane.Enqueue(item));
    }

    // Grains that are no modules have no replies to hold back.
    private void Sent(PushLane lane, long position) => accessor.GrainContext?.GetComponent<SentPositions>()?.Set(lane, position);

    private static SessionWatchExtension Watched(IGrainContext grain) => (SessionWatchExtension)grain.GetGrainExtension<ISessionWatchExtension>();

    private IGrainContext CallingGrain() => accessor.GrainContext is { GrainInstance: ISessionWatcher } grain
        ? grain
        : throw new InvalidOperationException($"Only a grain that implements {nameof(ISessionWatcher)} can watch sessions.");
}
