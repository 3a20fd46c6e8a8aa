using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Mqant.Bench.Fuzz;

/// <summary>A client that keeps to the rules and must be served all the time.</summary>
internal sealed class HonestClient(FuzzProtocol protocol, IPEndPoint gateway)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly byte[] _buffer = new byte[16 * 1024];

    internal FuzzProtocol Protocol => protocol;

    internal int Answers { get; private set; }

    internal TimeSpan Slowest { get; private set; }

    /// <summary>Asks until it is stopped, and once at least.</summary>
    /// <exception cref="IOException">It was not served.</exception>
    internal async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await using var stream = await OpenAsync();
            await stream.WriteAsync(protocol.IsFramed ? FramedPackets.Hello("honest") : MqttPackets.Connect(protocol.Level, $"honest-{protocol.Level}-{protocol.IsWebSocket}"));
            do
            {
                await AskAsync(stream);
            }
            while (await IsWantedAsync(stop));
        }
        catch (Exception e) when (e is IOException or SocketException or WebSocketException or OperationCanceledException)
        {
            throw new IOException($"An honest client of {protocol} was not served after {Answers} answers: {e.Message}", e);
        }
    }

    private static async Task<bool> IsWantedAsync(CancellationToken stop)
    {
        await Task.Delay(Pause, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
        return !stop.IsCancellationRequested;
    }

    private async Task<Stream> OpenAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        if (protocol.IsWebSocket)
        {
            var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol("mqtt");
            await socket.ConnectAsync(new Uri($"ws://{gateway}/mqtt"), patience.Token);
            return WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true);
        }

        var tcp = new Socket(gateway.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await tcp.ConnectAsync(gateway, patience.Token);
        return new NetworkStream(tcp, ownsSocket: true);
    }

    private async Task AskAsync(Stream stream)
    {
        long asked = Stopwatch.GetTimestamp();
        string word = string.Create(CultureInfo.InvariantCulture, $"honest {Answers}.");
        string payload = $$"""{"say":"{{word}}"}""";
        await stream.WriteAsync(protocol.IsFramed
            ? FramedPackets.Request("HelloWorld/HD_Say/1", payload)
            : MqttPackets.Request(protocol.Level, "HelloWorld/HD_Say/1", payload));
        using var patience = new CancellationTokenSource(Patience);
        byte[] answer = Encoding.ASCII.GetBytes("you say : " + word);
        for (int length = 0; _buffer.AsSpan(0, length).IndexOf(answer) < 0;)
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(length), patience.Token);
            length = read > 0 && length + read < _buffer.Length ? length + read : throw new IOException("the connection was closed.");
        }

        Answers++;
        var took = Stopwatch.GetElapsedTime(asked);
        Slowest = took > Slowest ? took : Slowest;
    }
}
