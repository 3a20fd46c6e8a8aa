namespace Mqant;

/// <summary>What operators have decided for the whole cluster.</summary>
/// <param name="Version">Another one with every change; empty where nothing was ever decided.</param>
/// <param name="OutOfService">Modules and handlers out of service.</param>
/// <param name="Bans">Who is banned; some may be over.</param>
[GenerateSerializer, Immutable, Alias("mqant.ClusterPolicy")]
internal sealed record ClusterPolicy(
    [property: Id(0)] Guid Version, [property: Id(1)] OutOfService[] OutOfService, [property: Id(2)] Ban[] Bans)
{
    /// <summary>Nobody has decided anything.</summary>
    public static readonly ClusterPolicy Empty = new(default, [], []);

    /// <summary>The entry of a module, or of one of its handlers; null where it is in service.</summary>
    public OutOfService? FindOutOfService(string module, string? handler) => Array.Find(OutOfService, entry => entry.Module == module && entry.Handler == handler);
}
