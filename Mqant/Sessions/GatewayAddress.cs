using Orleans.Runtime;

namespace Mqant;

/// <summary>Names a gateway process for as long as it runs; a restarted gateway has another one.</summary>
[GenerateSerializer, Immutable, Alias("mqant.GatewayAddress")]
public sealed class GatewayAddress : IEquatable<GatewayAddress>
{
    [Id(0)]
    internal readonly IGatewayObserver Observer;

    /// <summary>The gateway's silo when it joined the cluster as one: membership then tells when it is gone.</summary>
    [Id(1)]
    internal readonly SiloAddress? Silo;

    internal GatewayAddress(IGatewayObserver observer, SiloAddress? silo)
    {
        Observer = observer;
        Silo = silo;
    }

    internal GrainId Id => Observer.GetGrainId();

    /// <inheritdoc/>
    public bool Equals(GatewayAddress? other) => ReferenceEquals(this, other) || (other is not null && Id.Equals(other.Id));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GatewayAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}
