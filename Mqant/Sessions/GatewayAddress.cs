using System.Text;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Names a gateway process for as long as it runs; a restarted gateway has another one.</summary>
[Immutable]
public sealed class GatewayAddress : IEquatable<GatewayAddress>
{
    internal readonly IGatewayObserver Observer;

    /// <summary>The gateway's silo when it joined the cluster as one: membership then tells when it is gone.</summary>
    internal readonly SiloAddress? Silo;

    private byte[]? _encoded;
    private string? _sessionPrefix;

    internal GatewayAddress(IGatewayObserver observer, SiloAddress? silo)
    {
        Observer = observer;
        Silo = silo;
    }

    internal GrainId Id => Observer.GetGrainId();

    /// <inheritdoc cref="SessionIds.PrefixOf"/>
    internal string SessionPrefix => _sessionPrefix ??= SessionIds.PrefixOf(Id);

    /// <summary>What <see cref="Parse"/> reads.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded ??= Encoding.Latin1.GetBytes(Silo is null ? $"{Id}" : $"{Id} {Silo.ToParsableString()}");

    /// <inheritdoc/>
    public bool Equals(GatewayAddress? other) => ReferenceEquals(this, other) || (other is not null && Id.Equals(other.Id));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GatewayAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    internal static GatewayAddress Parse(string text, IGrainFactory grains)
    {
        var parts = text.Split(' ');
        return new(grains.GetGrain<IGatewayObserver>(GrainId.Parse(parts[0])), parts.Length > 1 ? SiloAddress.FromParsableString(parts[1]) : null);
    }

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}
