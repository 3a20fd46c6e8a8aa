using System.Runtime.InteropServices;

namespace Mqant;

/// <summary>Recipients, packed for the gateways they are connected to. Made once and used for every message until the room's members change.</summary>
internal readonly record struct RoomAudience((GatewayAddress Gateway, ReadOnlyMemory<byte> Sessions)[] Gateways)
{
    public static RoomAudience Of(SessionRef session) => new([(session.Gateway, SessionAddress.Pack([session.Address]))]);

    public static RoomAudience Of(IEnumerable<SessionRef> sessions)
    {
        var gateways = new Dictionary<GatewayAddress, List<SessionAddress>>();
        foreach (var session in sessions)
        {
            if (!gateways.TryGetValue(session.Gateway, out var addresses))
            {
                gateways[session.Gateway] = addresses = [];
            }

            addresses.Add(session.Address);
        }

        return new([.. gateways.Select(g => (g.Key, SessionAddress.Pack(CollectionsMarshal.AsSpan(g.Value))))]);
    }
}
