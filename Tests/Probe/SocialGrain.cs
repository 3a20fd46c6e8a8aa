namespace Mqant.Tests.Probe;

internal sealed class SocialGrain(ISessions sessions, IUsers users, IGroups groups) : Grain, ISocial, IUserWatcher
{
    private SessionRef _watching;

    public Task JoinAsync(Session session, Named group) => groups.Get(group.Name).JoinAsync(session.Ref);

    public Task EnrollAsync(Session session, Named group) => groups.Get(group.Name).AddUserAsync(session.UserId);

    public Task LeaveAsync(Session session, Named group) => groups.Get(group.Name).LeaveAsync(session.Ref);

    public Task PublishAsync(Session session, SocialMessage message)
        => groups.Get(message.To).PublishAsync("Social/OnGroup", message.Text, message.ButMe ? session.Ref : default);

    public Task<int> CountAsync(Named group) => groups.Get(group.Name).CountAsync();

    public async Task<string[]> MembersAsync(Named group)
        => [.. (await groups.Get(group.Name).GetMembersAsync()).Select(m => m.UserId).Order(StringComparer.Ordinal)];

    public Task<bool> OnlineAsync(Named user) => users.IsOnlineAsync(user.Name);

    public Task<bool> TellAsync(SocialMessage message) => users.SendAsync(message.To, "Social/OnTell", message.Text);

    public async Task<bool> ConfirmAsync(SocialMessage message)
    {
        var status = await users.GetAsync(message.To);
        return await sessions.SendAcknowledgedAsync(status.Sessions[0].Session, "Social/OnConfirm", message.Text);
    }

    public Task<int> KickAsync(SocialMessage message) => users.KickAsync(message.To, message.Text);

    public Task BroadcastAsync(SocialMessage message) => sessions.BroadcastAsync("Social/OnNews", message.Text);

    public async Task<string?> SetForAsync(SocialMessage message)
    {
        var status = await users.GetAsync(message.To);
        var session = await sessions.FindAsync(status.Sessions[0].Session) ?? throw new GameException(GameErrors.NoSession);
        session.Set("text", message.Text);
        await session.PushAsync();
        return (await sessions.FindAsync(session.Ref))?.Get("text");
    }

    public Task<bool> WatchAsync(Session session, Named user)
    {
        _watching = session.Ref;
        return users.WatchAsync(user.Name);
    }

    public Task OnUserChangedAsync(string userId, bool online)
    {
        sessions.Send(_watching, "Social/OnUser", $"{userId} {online}");
        return Task.CompletedTask;
    }
}
