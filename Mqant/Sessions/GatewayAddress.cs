using System.Text;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Names a gateway process for as long as it runs; a restarted gateway has another one.</summary>
[Immutable]
internal sealed class GatewayAddress : IEquatable<GatewayAddress>
{
    /// <summary>The gateway as a thing to call. What it can be asked is not for those to know who merely keep addresses.</summary>
    internal readonly IGrainObserver Reference;

    /// <summary>The gateway's silo when it joined the cluster as one: membership then tells when it is gone.</summary>
    internal readonly SiloAddress? Silo;

    private byte[]? _encoded;
    private string? _sessionPrefix;

    internal GatewayAddress(IGrainObserver reference, SiloAddress? silo)
    {
        Reference = reference;
        Silo = silo;
    }

    internal GrainId Id => Reference.GetGrainId();

    /// <inheritdoc cref="SessionIds.PrefixOf"/>
    internal string SessionPrefix => _sessionPrefix ??= SessionIds.PrefixOf(Id);

    /// <summary>The text as which it travels: gateway and silo, in ASCII.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded ??= Encoding.Latin1.GetBytes(Silo is null ? $"{Id}" : $"{Id} {Silo.ToParsableString()}");

    /// <inheritdoc/>
    public bool Equals(GatewayAddress? other) => ReferenceEquals(this, other) || (other is not null && Id.Equals(other.Id));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GatewayAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}
