namespace Mqant;

/// <inheritdoc cref="IPlayerOperations"/>
internal sealed class PlayerOperations(IGrainFactory grains, IUsers users, PolicyFollower policy) : IPlayerOperations
{
    private IOperationsGrain Grain => grains.GetGrain<IOperationsGrain>(IOperationsGrain.Key);

    public Task<FoundPlayers> FindAsync(PlayerQuery query) => query.Kind == PlayerQueryKind.Address && !AddressRanges.TryParse(query.Value, out _)
        ? throw new ArgumentException("The address is an IP address, or a network such as 192.0.2.0/24.", nameof(query))
        : Grain.FindPlayersAsync(query);

    public Task<PlayerDetails?> GetAsync(string session) => Grain.GetPlayerAsync(session);

    public async Task<UserDetails> GetUserAsync(string userId)
    {
        var status = await users.GetAsync(userId);
        var found = await FindAsync(new PlayerQuery(PlayerQueryKind.User, userId));
        return new UserDetails(userId, status.IsOnline, found.Players, policy.FindBan(BanKind.User, userId), status.LastSeen, found.Missing);
    }

    public Task<bool> SendAsync(string session, string topic, ReadOnlyMemory<byte> payload) => Grain.SendAsync(session, topic, payload);

    public Task<bool> KickAsync(string session, string reason) => Grain.KickAsync(session, reason);

    public Task<bool> SendToUserAsync(string userId, string topic, ReadOnlyMemory<byte> payload) => users.SendAsync(userId, topic, new RawPayload(payload));
}
