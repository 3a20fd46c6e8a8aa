namespace Mqant;

/// <inheritdoc cref="IPolicyOperations"/>
internal sealed class PolicyOperations(PolicyFollower follower, IGrainFactory grains, TimeProvider time) : IPolicyOperations
{
    private const int MaxMessageLength = 500;
    private const int MaxReasonLength = 200;

    // Of modules and handlers, and of client ids: what their packets can hold.
    private const int MaxNameLength = 256;

    public ClusterPolicy Current => follower.Current;

    private IClusterPolicyGrain Grain => grains.GetGrain<IClusterPolicyGrain>(IClusterPolicyGrain.Key);

    public async Task<OutOfService> TakeOutAsync(string module, string? handler, string? message, string by)
    {
        CheckName(module, nameof(module));
        handler = NullIfEmpty(handler);
        if (handler is not null)
        {
            CheckName(handler, nameof(handler));
            Check(handler.StartsWith(HandlerAttribute.Prefix, StringComparison.Ordinal), nameof(handler), $"begins with '{HandlerAttribute.Prefix}'");
        }

        message = NullIfEmpty(message);
        Check(message is null || message.Length <= MaxMessageLength, nameof(message), $"has at most {MaxMessageLength} characters");
        var entry = new OutOfService(module, handler, message, by, time.GetUtcNow());
        Check(await Grain.TakeOutAsync(entry), nameof(module), $"is one too many: {ClusterPolicyGrain.MaxOutOfService} are out of service already");
        await follower.FollowAsync();
        return entry;
    }

    public async Task<bool> BringBackAsync(string module, string? handler)
    {
        var isBack = await Grain.BringBackAsync(module, NullIfEmpty(handler));
        await follower.FollowAsync();
        return isBack;
    }

    public IReadOnlyList<Ban> GetBans()
    {
        var now = time.GetUtcNow();
        return [.. Current.Bans.Where(ban => !ban.IsOver(now)).Reverse()];
    }

    public async Task<Ban> BanAsync(BanKind kind, string value, TimeSpan? duration, string reason, string by)
    {
        Check(Enum.IsDefined(kind), nameof(kind), $"is one of {string.Join(", ", Enum.GetNames<BanKind>())}");
        if (kind == BanKind.Address)
        {
            Check(AddressRanges.TryParse(value, out var range), nameof(value), "is an IP address, or a network such as 192.0.2.0/24");
            value = AddressRanges.Format(range);
        }
        else
        {
            CheckName(value, nameof(value));
        }

        Check(!string.IsNullOrWhiteSpace(reason) && reason.Length <= MaxReasonLength, nameof(reason), $"has 1 to {MaxReasonLength} characters");
        Check(duration is null || duration > TimeSpan.Zero, nameof(duration), "is positive");
        var now = time.GetUtcNow();

        // Longer than the calendar is for ever.
        DateTimeOffset? until = duration is { } limited && limited < DateTimeOffset.MaxValue - now ? now + limited : null;
        var ban = new Ban(Guid.NewGuid().ToString("N"), kind, value, until, reason, by, now);
        Check(await Grain.BanAsync(ban), nameof(value), $"is one too many: there are {ClusterPolicyGrain.MaxBans} bans already");
        await follower.FollowAsync();
        return ban;
    }

    public async Task<Ban?> LiftBanAsync(string id)
    {
        var lifted = await Grain.LiftBanAsync(id);
        await follower.FollowAsync();
        return lifted;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static void CheckName(string name, string parameter) =>
        Check(!string.IsNullOrEmpty(name) && name.Length <= MaxNameLength && !name.Any(char.IsControl), parameter, $"has 1 to {MaxNameLength} characters, and no control characters");

    private static void Check(bool isAllowed, string parameter, string rule)
    {
        if (!isAllowed)
        {
            throw new ArgumentException($"The {parameter} {rule}.", parameter);
        }
    }
}
