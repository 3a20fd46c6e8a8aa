using System.Globalization;

namespace Mqant.Bench.Servers;

/// <summary>Which processes serve: an echo, one gateway with an embedded silo, or a gateway and silos of their own on Redis.</summary>
internal sealed record Topology
{
    internal static Topology Echo { get; } = new() { IsEcho = true };

    /// <summary>An echo that is one thread around <c>epoll_wait</c>: what the kernel alone takes.</summary>
    internal static Topology Bare { get; } = new() { IsEcho = true, IsBare = true };

    internal static Topology Embedded { get; } = new();

    /// <summary>The same as <see cref="Echo"/>, with TLS, and the same as <see cref="Embedded"/>.</summary>
    internal static Topology TlsEcho { get; } = new() { IsEcho = true, HasTls = true };

    /// <inheritdoc cref="TlsEcho"/>
    internal static Topology TlsEmbedded { get; } = new() { HasTls = true };

    /// <summary>The same as <see cref="Embedded"/>, by WebSocket.</summary>
    internal static Topology WebSocketEmbedded { get; } = new() { HasWebSockets = true };

    /// <summary>The same as <see cref="Embedded"/>, on one core, with rooms that tick.</summary>
    internal static Topology OneCore { get; } = new() { IsOnOneCore = true };

    /// <summary>The same as <see cref="Embedded"/>, seen by nobody, and seen in every way.</summary>
    internal static Topology Unobserved { get; } = new() { Observation = Observation.Nothing };

    /// <inheritdoc cref="Unobserved"/>
    internal static Topology Observed { get; } = new() { Observation = Observation.Everything };

    internal bool IsEcho { get; private init; }

    internal bool IsBare { get; private init; }

    internal bool HasTls { get; private init; }

    internal bool IsOnOneCore { get; private init; }

    internal bool HasWebSockets { get; private init; }

    internal Observation Observation { get; private init; }

    /// <summary>Silo processes beside the gateway; 0 when the gateway embeds its silo.</summary>
    internal int Silos { get; private init; }

    internal static Topology WithSilos(int silos) => new() { Silos = silos };

    public override string ToString() =>
        IsBare ? "bare echo" : HasWebSockets ? "embedded by WebSocket" : HasTls ? $"{(IsEcho ? "echo" : "embedded")} with TLS" : IsEcho ? "echo" : Observation != Observation.Default ? $"embedded, {Observation.ToString().ToLowerInvariant()} observed" : Silos == 0 ? "embedded" : string.Create(CultureInfo.InvariantCulture, $"gateway + {Silos} silo{(Silos == 1 ? "" : "s")}");
}
