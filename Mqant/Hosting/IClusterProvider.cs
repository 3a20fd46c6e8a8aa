namespace Mqant;

/// <summary>
/// What a package brings that makes clusters: a value of <see cref="MqantClusterOptions.Mode"/>. The package is called <c>Mqant.&lt;Mode&gt;</c>, and its assembly names the provider by
/// <see cref="ClusterProviderAttribute"/>.
/// </summary>
public interface IClusterProvider
{
    /// <summary>Has a silo find the others: clustering and reminders, for every member. One that hosts no grains takes part too.</summary>
    void Join(ISiloBuilder silo, MqantClusterOptions options);

    /// <summary>Adds grain storage <c>Default</c>, and those of <see cref="MqantStorage"/> where they need something else, to a silo that hosts grains.</summary>
    void AddStorage(ISiloBuilder silo, MqantClusterOptions options);

    /// <summary>Has an Orleans client find the silos.</summary>
    void Join(IClientBuilder client, MqantClusterOptions options);
}
