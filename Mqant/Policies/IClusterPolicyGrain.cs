using Orleans.Concurrency;

namespace Mqant;

/// <summary>Keeps what operators have decided. One grain: it changes seldom, and every process asks it once a second whether it has.</summary>
[Alias("mqant.IClusterPolicyGrain")]
internal interface IClusterPolicyGrain : IGrainWithIntegerKey
{
    const long Key = 0;

    /// <summary>The policy, or null where it is still of this version. Waits for no change that is being stored.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:02"), Alias("GetIfChanged")]
    Task<ClusterPolicy?> GetIfChangedAsync(Guid version);

    /// <summary>Takes something out of service; false when there are too many entries.</summary>
    [Alias("TakeOut")]
    Task<bool> TakeOutAsync(OutOfService entry);

    /// <summary>Brings something back; false when it was not out of service.</summary>
    [Alias("BringBack")]
    Task<bool> BringBackAsync(string module, string? handler);

    /// <summary>Adds a ban, or replaces the one of the same; false when there are too many.</summary>
    [Alias("Ban")]
    Task<bool> BanAsync(Ban ban);

    /// <summary>Lifts a ban and returns it; null when there is none of that id.</summary>
    [Alias("LiftBan")]
    Task<Ban?> LiftBanAsync(string id);
}
