namespace Mqant.Gateway.Mqtt;

/// <summary>Sizes of packets and of the variable byte integer that tells them.</summary>
internal static class PacketSize
{
    /// <summary>What the remaining length can express.</summary>
    public const int MaxRemainingLength = 268_435_455;

    /// <summary>The largest packet of all, with its fixed header.</summary>
    public const int Max = MaxRemainingLength + 5;

    public static int OfVariable(int value) => value switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    /// <summary>A packet with its fixed header.</summary>
    public static long OfPacket(long remainingLength) => 1 + OfVariable((int)Math.Min(remainingLength, MaxRemainingLength)) + remainingLength;
}
