using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// What is stored counts: a change that storage did not take has not happened. Changes come one after the other, and nobody who merely asks waits for them. Bans that are over
/// go with the next change.
/// </summary>
internal sealed class ClusterPolicyGrain(
    [PersistentState("policy", MqantStorage.Policy)] IPersistentState<StoredPolicy> stored, TimeProvider time) : Grain, IClusterPolicyGrain
{
    /// <summary>How many bans there may be.</summary>
    public const int MaxBans = 10_000;

    /// <summary>How many modules and handlers may be out of service.</summary>
    public const int MaxOutOfService = 1_000;

    private ClusterPolicy _policy = ClusterPolicy.Empty;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _policy = stored.State.Policy;
        return Task.CompletedTask;
    }

    public Task<ClusterPolicy?> GetIfChangedAsync(Guid version) => Task.FromResult(version == _policy.Version ? null : _policy);

    public async Task<bool> TakeOutAsync(OutOfService entry)
    {
        var others = Array.FindAll(_policy.OutOfService, other => !(other.Module == entry.Module && other.Handler == entry.Handler));
        if (others.Length >= MaxOutOfService)
        {
            return false;
        }

        await StoreAsync(_policy with { OutOfService = [.. others, entry] });
        return true;
    }

    public async Task<bool> BringBackAsync(string module, string? handler)
    {
        if (_policy.FindOutOfService(module, handler) is not { } entry)
        {
            return false;
        }

        await StoreAsync(_policy with { OutOfService = Array.FindAll(_policy.OutOfService, other => other != entry) });
        return true;
    }

    public async Task<bool> BanAsync(Ban ban)
    {
        var now = time.GetUtcNow();
        var others = Array.FindAll(_policy.Bans, other => !other.IsOver(now) && !(other.Kind == ban.Kind && other.Value == ban.Value));
        if (others.Length >= MaxBans)
        {
            return false;
        }

        await StoreAsync(_policy with { Bans = [.. others, ban] });
        return true;
    }

    public async Task<Ban?> LiftBanAsync(string id)
    {
        var lifted = Array.Find(_policy.Bans, ban => ban.Id == id);
        if (lifted is not null)
        {
            var now = time.GetUtcNow();
            await StoreAsync(_policy with { Bans = Array.FindAll(_policy.Bans, ban => ban != lifted && !ban.IsOver(now)) });
        }

        return lifted;
    }

    private async Task StoreAsync(ClusterPolicy policy)
    {
        policy = policy with { Version = Guid.NewGuid() };
        stored.State.Policy = policy;
        await stored.WriteStateAsync();
        _policy = policy;
    }
}
