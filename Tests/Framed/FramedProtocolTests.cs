using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Framed;

public sealed class FramedProtocolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hello_IsWelcomed_AndPingAnswered()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await ConnectAsync(host);
        await SendAsync(client, [.. Hello(), .. Frame(4)]);

        Assert.Equal("02" + "01" + "0000FFFF", await ReadAsync(client));
        Assert.Equal("05", await ReadAsync(client));
    }

    [Fact]
    public async Task Message_IsTaken_AndByeEndsTheConnection()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await ConnectAsync(host);
        await SendAsync(client, [.. Hello(), .. Frame(3, [.. Packets.Text("A/HD_B"), .. "{}"u8.ToArray()]), .. Frame(4), .. Frame(6)]);
        await ReadAsync(client);

        Assert.Equal("05", await ReadAsync(client));
        Assert.Equal("06" + "00", await ReadAsync(client));
        Assert.Equal("closed", await ReadAsync(client));
    }

    public static TheoryData<string, byte[], string> Violations() => new()
    {
        { "ping before hello", Frame(4), "closed" },
        { "empty frame", [0, 0, 0, 0, 1], "closed" },
        { "too large before hello", [0, 0, 0x20, 0x01, 1], "closed" },
        { "hello of another version", Frame(1, [2, 0, 0, 0, 0, 0, 0, 0, 0]), "0603" },
        { "hello cut off", Frame(1, [1, 0, 0, 0, 9]), "0603" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Violation_BeforeTheWelcome_Closes(string what, byte[] bytes, string answer)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await ConnectAsync(host);
        await SendAsync(client, bytes);

        Assert.Equal($"{what}: {answer}", $"{what}: {await ReadAsync(client)}");
    }

    public static TheoryData<string, byte[], string> LaterViolations() => new()
    {
        { "hello again", Hello(), "0603" },
        { "too large", [0, 1, 0, 0, 3], "0604" },
        { "topic longer than frame", Frame(3, [0, 9, 65]), "0603" },
        { "bad UTF-8 in topic", Frame(3, [0, 2, 0xC3, 0x28]), "0603" },
        { "unknown type", Frame(99), "0603" },
    };

    [Theory]
    [MemberData(nameof(LaterViolations))]
    public async Task Violation_TellsWhy_AndCloses(string what, byte[] bytes, string answer)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await ConnectAsync(host);
        await SendAsync(client, Hello());
        await ReadAsync(client);
        await SendAsync(client, bytes);

        Assert.Equal($"{what}: {answer}", $"{what}: {await ReadAsync(client)}");
        Assert.Equal("closed", await ReadAsync(client));
    }

    private static byte[] Hello() => Frame(1, [1, 0, 60, .. Packets.Text("client"), 0, 0, 0, 0]);

    private static byte[] Frame(byte type, params byte[] body)
    {
        var frame = new byte[5 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, 1 + body.Length);
        frame[4] = type;
        body.CopyTo(frame, 5);
        return frame;
    }

    private static async Task<TcpClient> ConnectAsync(ProtocolHost host)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", host.Endpoints.FramedPort!.Value, Cancellation);
        return client;
    }

    private static ValueTask SendAsync(TcpClient client, byte[] bytes) => client.GetStream().WriteAsync(bytes, Cancellation);

    private static async Task<string> ReadAsync(TcpClient client)
    {
        try
        {
            var length = new byte[4];
            await client.GetStream().ReadExactlyAsync(length, Cancellation);
            var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await client.GetStream().ReadExactlyAsync(frame, Cancellation);
            return Convert.ToHexString(frame);
        }
        catch (IOException)
        {
            return "closed";
        }
    }
}
