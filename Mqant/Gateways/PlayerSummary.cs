namespace Mqant;

/// <summary>A session in a list.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="User">The user; empty for a guest.</param>
/// <param name="ClientId">The client id that the client gave itself or was given.</param>
/// <param name="Address">The client's address without its port.</param>
/// <param name="Transport"><c>tcp</c>, <c>websocket</c>, <c>framed</c>, …</param>
/// <param name="Device">Setting <see cref="SessionSettings.Device"/>, else <see cref="SessionSettings.UserAgent"/>, else empty.</param>
/// <param name="Gateway">The gateway: <see cref="ILocalGateway.Address"/> as text, of the process that it is in.</param>
/// <param name="ConnectedAt">When the client was let in.</param>
[GenerateSerializer, Immutable, Alias("mqant.PlayerSummary")]
internal sealed record PlayerSummary(
    [property: Id(0)] string Session,
    [property: Id(1)] string User,
    [property: Id(2)] string ClientId,
    [property: Id(3)] string Address,
    [property: Id(4)] string Transport,
    [property: Id(5)] string Device,
    [property: Id(6)] string Gateway,
    [property: Id(7)] DateTimeOffset ConnectedAt);
