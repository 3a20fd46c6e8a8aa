using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.WebSockets;

/// <summary>A client of WebSockets that sends what the test gives it, byte by byte, and sees every frame of the server.</summary>
internal sealed class RawWebSocket : IDisposable
{
    /// <summary>The key that RFC 6455 uses for an example, and its proof.</summary>
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    /// <inheritdoc cref="Key"/>
    public const string Proof = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private RawWebSocket(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A request that is as it must be, but for what the test changes.</summary>
    public static string Request(string first = "GET /mqtt HTTP/1.1", params string[] more) => string.Join(
        "\r\n",
        [first, "Host: game.example", "Connection: keep-alive, Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Version: 13", $"Sec-WebSocket-Key: {Key}", .. more, "", ""]);

    /// <summary>Connects and sends nothing.</summary>
    public static async Task<RawWebSocket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Cancellation);
        return new RawWebSocket(socket);
    }

    /// <summary>Connects and opens a WebSocket.</summary>
    public static async Task<RawWebSocket> OpenAsync(int port)
    {
        var client = await ConnectAsync(port);
        await client.SendAsync(Request());
        Assert.StartsWith("HTTP/1.1 101 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        return client;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes; to a server that has closed they do not go.</summary>
    public async Task SendAsync(params byte[][] frames)
    {
        try
        {
            await _stream.WriteAsync(frames.SelectMany(static frame => frame).ToArray(), Cancellation);
        }
        catch (IOException)
        {
            // The test reads what the server said before that.
        }
    }

    /// <summary>Says that nothing more is sent.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The head of the server's answer.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            await _stream.ReadExactlyAsync(one, Cancellation).AsTask().WithinDeadline("the answer");
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>The next frame, as hex digits: its first byte, a colon, its payload. "end" where the connection ends.</summary>
    public async Task<string> ReadAsync()
    {
        try
        {
            return await ReadFrameAsync().WithinDeadline("the next frame");
        }
        catch (EndOfStreamException)
        {
            return "end";
        }
        catch (IOException)
        {
            return "reset";
        }
    }

    /// <summary>Everything until the connection ends.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        await _stream.CopyToAsync(all, Cancellation).WithinDeadline("the end of the connection");
        return Encoding.Latin1.GetString(all.ToArray());
    }

    public void Dispose() => _stream.Dispose();

    private async Task<string> ReadFrameAsync()
    {
        var header = new byte[2];
        await _stream.ReadExactlyAsync(header, Cancellation);

        // Section 5.1: a server masks nothing. Section 5.2: its lengths are as short as they can be.
        Assert.True(header[1] < 0x80);
        long length = header[1];
        if (length >= 126)
        {
            var digits = new byte[length == 126 ? 2 : 8];
            await _stream.ReadExactlyAsync(digits, Cancellation);
            length = digits.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(digits) : BinaryPrimitives.ReadInt64BigEndian(digits);
            Assert.True(length >= (digits.Length == 2 ? 126 : 65_536));
        }

        var payload = new byte[length];
        await _stream.ReadExactlyAsync(payload, Cancellation);
        return $"{header[0]:X2}:{Convert.ToHexString(payload)}";
    }
}
