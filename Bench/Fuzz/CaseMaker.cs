namespace Mqant.Bench.Fuzz;

/// <summary>Makes the cases of a seed.</summary>
internal sealed class CaseMaker(int seed)
{
    private const int MostPackets = 12;
    private const int MostChanges = 6;

    internal FuzzCase Make(int number)
    {
        // The framework's generator with a seed never changes.
        var random = new Random(unchecked((seed * 486_187_739) + number));
        var protocol = FuzzProtocol.All[random.Next(FuzzProtocol.All.Count)];
        var packets = protocol.IsFramed ? FramedPackets.Session(random, random.Next(MostPackets)) : MqttPackets.Session(random, protocol.Level, random.Next(MostPackets));
        Shuffle(random, packets);
        byte[] bytes = [.. packets.SelectMany(static packet => packet)];

        // A third of all sessions are good: so what follows a change is looked at, too.
        bytes = random.Next(3) == 0 ? bytes : Changes.Make(random, bytes, random.Next(1, MostChanges));
        if (protocol.IsWebSocket)
        {
            bytes = WebSocketBytes.Wrap(random, bytes);
        }

        return new FuzzCase(number, protocol, Cut(random, bytes), random.Next(10) switch { 0 => Ending.Reset, 1 => Ending.Unread, _ => Ending.HalfClose });
    }

    // Good packets where they do not belong.
    private static void Shuffle(Random random, List<byte[]> packets)
    {
        switch (random.Next(8))
        {
            case 0:
                packets.Insert(random.Next(packets.Count), packets[random.Next(packets.Count)]);
                break;
            case 1:
                packets.RemoveAt(random.Next(packets.Count));
                break;
            case 2:
                var (one, other) = (random.Next(packets.Count), random.Next(packets.Count));
                (packets[one], packets[other]) = (packets[other], packets[one]);
                break;
        }
    }

    private static List<byte[]> Cut(Random random, byte[] bytes)
    {
        var longest = random.Next(4) switch { 0 => 3, 1 => 40, 2 => 1_000, _ => int.MaxValue };
        List<byte[]> pieces = [];
        for (int at = 0; at < bytes.Length; at += pieces[^1].Length)
        {
            int rest = bytes.Length - at;
            pieces.Add(bytes[at..(at + Math.Min(rest, longest == int.MaxValue ? rest : random.Next(1, longest + 1)))]);
        }

        return pieces;
    }
}
