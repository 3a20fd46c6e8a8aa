using System.Buffers;
using System.Net;
using System.Text;
using Mqant.Gateway.Security;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>The header of the PROXY protocol, byte by byte.</summary>
public sealed class ProxyHeaderTests
{
    public static TheoryData<string, byte[], string?> Good => new()
    {
        { "version 1, IPv4", Line("PROXY TCP4 192.0.2.7 10.0.0.1 56324 3563"), "192.0.2.7:56324" },
        { "version 1, IPv6", Line("PROXY TCP6 2001:db8::7 2001:db8::1 56324 3563"), "[2001:db8::7]:56324" },
        { "version 1, unknown", Line("PROXY UNKNOWN"), null },
        { "version 1, unknown with more", Line("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535"), null },
        { "version 1, as long as it gets", Line("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535"), "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535" },
        { "version 2, IPv4", Version2(0x21, 0x11, [192, 0, 2, 7, 10, 0, 0, 1, 0xDC, 4, 0x0D, 0xEB]), "192.0.2.7:56324" },
        { "version 2, IPv4 with more", Version2(0x21, 0x11, [192, 0, 2, 7, 10, 0, 0, 1, 0xDC, 4, 0x0D, 0xEB, 4, 0, 2, 1, 1]), "192.0.2.7:56324" },
        { "version 2, IPv6", Version2(0x21, 0x21, [.. IPAddress.Parse("2001:db8::7").GetAddressBytes(), .. new byte[16], 0xDC, 4, 0x0D, 0xEB]), "[2001:db8::7]:56324" },
        { "version 2, local", Version2(0x20, 0, []), null },
        { "version 2, local with addresses", Version2(0x20, 0x11, [192, 0, 2, 7, 10, 0, 0, 1, 0xDC, 4, 0x0D, 0xEB]), null },
        { "version 2, a local socket", Version2(0x21, 0x31, new byte[216]), null },
        { "version 2, unspecified", Version2(0x21, 0, [1, 2, 3]), null },
    };

    public static TheoryData<string, byte[]> Bad => new()
    {
        { "version 1, no address", Line("PROXY TCP4 192.0.2 10.0.0.1 1 2") },
        { "version 1, the other family", Line("PROXY TCP4 ::1 ::1 1 2") },
        { "version 1, mixed families", Line("PROXY TCP6 ::1 10.0.0.1 1 2") },
        { "version 1, no such port", Line("PROXY TCP4 192.0.2.7 10.0.0.1 65536 2") },
        { "version 1, a negative port", Line("PROXY TCP4 192.0.2.7 10.0.0.1 -1 2") },
        { "version 1, two blanks", Line("PROXY TCP4  192.0.2.7 10.0.0.1 1 2") },
        { "version 1, too few", Line("PROXY TCP4 192.0.2.7") },
        { "version 1, too many", Line("PROXY TCP4 192.0.2.7 10.0.0.1 1 2 3") },
        { "version 1, another protocol", Line("PROXY UDP4 192.0.2.7 10.0.0.1 1 2") },
        { "version 1, without end", [.. "PROXY "u8, .. Enumerable.Repeat((byte)'x', 200)] },
        { "version 2, another version", Version2(0x11, 0x11, new byte[12]) },
        { "version 2, another command", Version2(0x22, 0x11, new byte[12]) },
        { "version 2, too short for its addresses", Version2(0x21, 0x11, new byte[11]) },
        { "version 2, too long", Version2(0x21, 0x11, new byte[ProxyHeader.MaxLength]) },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Header_InAnySplit_IsReadToItsEndAndNotFurther(string what, byte[] header, string? client)
    {
        byte[] rest = [0x10, 0x0C];
        for (var split = 0; split <= header.Length; split++)
        {
            var buffer = Split([.. header, .. rest], split);

            Assert.True(ProxyHeader.Read(ref buffer, out var endPoint) == ProxyHeaderResult.Read, what);

            Assert.Equal(client, endPoint?.ToString());
            Assert.Equal(rest, buffer.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Header_ThatIsNotWhole_IsWaitedFor(string what, byte[] header, string? client)
    {
        for (var length = 0; length < header.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(header, 0, length);

            Assert.True(ProxyHeader.Read(ref buffer, out var endPoint) == ProxyHeaderResult.Incomplete, $"{what} ({client}), {length} bytes of it");

            Assert.Null(endPoint);
            Assert.Equal(length, buffer.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Header_ThatIsNotAsItMustBe_IsInvalid(string what, byte[] header)
    {
        var buffer = new ReadOnlySequence<byte>(header);

        Assert.True(ProxyHeader.Read(ref buffer, out var endPoint) == ProxyHeaderResult.Invalid, what);
        Assert.Null(endPoint);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n")]
    [InlineData("\u0010\u000C\0\u0004MQTT")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("\r\n\r\nGET")]
    public void OtherBytes_AreNoHeader(string text)
    {
        var buffer = new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(text));

        Assert.Equal(ProxyHeaderResult.None, ProxyHeader.Read(ref buffer, out _));
        Assert.Equal(text.Length, buffer.Length);
    }

    [Fact]
    public void AnyBytes_AreReadOrRefused()
    {
        var random = new Random(7);
        foreach (var row in Good)
        {
            var header = row.Data.Item2;
            for (var i = 0; i < 2_000; i++)
            {
                var mutated = (byte[])header.Clone();
                for (var change = random.Next(1, 4); change > 0; change--)
                {
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                }

                var buffer = Split(mutated, random.Next(mutated.Length));
                var length = buffer.Length;
                var result = ProxyHeader.Read(ref buffer, out _);
                Assert.True(result == ProxyHeaderResult.Read || buffer.Length == length, Convert.ToHexString(mutated));
            }
        }
    }

    internal static byte[] Version2(byte command, byte family, byte[] addresses) =>
        [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, command, family, (byte)(addresses.Length >> 8), (byte)addresses.Length, .. addresses];

    internal static byte[] Line(string text) => Encoding.ASCII.GetBytes(text + "\r\n");

    private static ReadOnlySequence<byte> Split(byte[] bytes, int at)
    {
        var first = new Part(bytes.AsMemory(0, at), 0);
        var second = new Part(bytes.AsMemory(at), at);
        first.Link(second);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(ReadOnlyMemory<byte> memory, long at) => (Memory, RunningIndex) = (memory, at);

        public void Link(Part next) => Next = next;
    }
}
