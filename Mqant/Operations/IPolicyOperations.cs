namespace Mqant;

/// <summary>
/// Takes modules out of service, and bans. What is changed is stored, and followed by every process within about a second; when a method returns, this one does, unless it could not ask for what it is now. Every
/// method throws what a grain call throws when no silo answers or storage fails: then nothing has changed, as far as is known.
/// </summary>
internal interface IPolicyOperations
{
    /// <summary>What this process follows now; <see cref="ClusterPolicy.Empty"/> until it has heard of any. Costs nothing.</summary>
    ClusterPolicy Current { get; }

    /// <summary>
    /// Takes a module or one of its handlers out of service for clients. Calls in flight finish, and calls from grain to grain go on. Taken out again, only message, author and time
    /// change. Whether there is such a module is not asked: it may be one that is yet to come.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="handler">The handler, <c>HD_…</c>; null or empty: the whole module.</param>
    /// <param name="message">The error that callers get, 500 characters at most; null or empty: that of a module or handler that is not there.</param>
    /// <param name="by">Who does it.</param>
    /// <exception cref="ArgumentException">A name or the message is not allowed, or 1,000 entries are there already.</exception>
    Task<OutOfService> TakeOutAsync(string module, string? handler, string? message, string by);

    /// <summary>Brings a module or a handler back; false where it was not out of service. Handlers that were taken out one by one stay so when their module comes back.</summary>
    Task<bool> BringBackAsync(string module, string? handler);

    /// <summary>The bans that are not over, the newest first.</summary>
    IReadOnlyList<Ban> GetBans();

    /// <summary>Bans, and ends the sessions concerned on every gateway. A ban of the same is replaced.</summary>
    /// <param name="kind">What is banned.</param>
    /// <param name="value">A user id, a client id, an IP address or a network such as <c>192.0.2.0/24</c>.</param>
    /// <param name="duration">For how long; null: for ever.</param>
    /// <param name="reason">Why, 1 to 200 characters. Clients are told.</param>
    /// <param name="by">Who does it.</param>
    /// <exception cref="ArgumentException">The value is none of its kind, the reason or duration is not allowed, or 10,000 bans are there already.</exception>
    Task<Ban> BanAsync(BanKind kind, string value, TimeSpan? duration, string reason, string by);

    /// <summary>Lifts a ban and returns it; null where there is none of that id.</summary>
    Task<Ban?> LiftBanAsync(string id);
}
