using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway.Hosting;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Transport;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Framed;

public sealed class OwnProtocolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProtocolOfAGame_IsServedOnItsPort()
    {
        await using var host = await Mqtt.ProtocolHost.StartAsync(services: services => services.AddClientProtocol<LineConnectionHandler>("line", 0));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", host.Endpoints.GetPort("line"), Cancellation);
        var reader = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync("me\nA/HD_B {}\n"u8.ToArray(), Cancellation);
        Assert.Equal("welcome ", await reader.ReadLineAsync(Cancellation));

        await client.GetStream().WriteAsync(new byte[5_000], Cancellation);

        Assert.Equal("bye PacketTooLarge", await reader.ReadLineAsync(Cancellation));
    }

    [Fact]
    public async Task PeerThatNeverReads_IsCutOff()
    {
        var time = new FakeTimeProvider();
        var served = new Served();
        await using var host = await ProtocolHost.StartAsync(
            options => options.MaxOutboundMessages = 8,
            services => services.AddSingleton<TimeProvider>(time).AddSingleton(served).AddClientProtocol<ObservedHandler>("line", 0));
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync("127.0.0.1", host.Endpoints.GetPort("line"), Cancellation);
        await client.GetStream().WriteAsync("me\n"u8.ToArray(), Cancellation);
        await client.GetStream().ReadExactlyAsync(new byte["welcome \n".Length], Cancellation);
        var connection = await served.Connection.Task.WaitAsync(Cancellation);
        var push = new OutboundMessage("A/OnB", new byte[100_000]);
        while (!served.Ended.Task.IsCompleted)
        {
            // The kernel takes some of it, too, at its own pace: time passes only while there is no room.
            if (connection.TrySend(push))
            {
                continue;
            }

            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await served.Ended.Task;
    }

    [Fact]
    public async Task ConnectionThatIsWelcomed_IsNotHeldToTheTimeForItsIntroduction()
    {
        var time = new FakeTimeProvider();

        Assert.Equal("welcome", await ReadAsync(time, _ => time.Advance(TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public async Task ConnectionThatAnotherClosesAsItOpens_SaysWelcomeAndGoodbye()
    {
        Assert.Equal("welcome, bye", await ReadAsync(TimeProvider.System, CloseByAnother, goes: false));
    }

    [Fact]
    public async Task ConnectionThatAnotherClosesAsItIsRefused_IsToldSo()
        => Assert.Equal("refused", await ReadAsync(TimeProvider.System, CloseByAnother, goes: false, userName: new string('x', 100_000)));

    [Fact]
    public async Task ConnectionThatClosesItselfAsItOpens_SaysWelcomeAndGoodbye()
        => Assert.Equal("welcome, bye", await ReadAsync(TimeProvider.System, static connection => connection.Close(SessionEndReason.Kicked), goes: false));

    [Fact]
    public async Task ConnectionWhoseDeadlineComesWhileItIsWelcomed_IsNotClosed()
    {
        var time = new FakeTimeProvider();

        Assert.Equal("welcome", await ReadAsync(time, _ => time.Advance(TimeSpan.FromMinutes(1)), idleLimit: TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task ConnectionWhoseGoodbyeTakesLongerThanItMayBeSilent_SaysIt()
    {
        var time = new FakeTimeProvider();

        Assert.Equal("welcome, bye", await ReadAsync(
            time, static connection => connection.Close(SessionEndReason.Kicked), goes: false, idleLimit: TimeSpan.FromSeconds(10), beforeGoodbye: () => time.Advance(TimeSpan.FromSeconds(20))));
    }

    private static void CloseByAnother(ClientConnection connection)
    {
        var other = new Thread(() => connection.Close(SessionEndReason.Kicked));
        other.Start();

        // What calls this has no asynchronous form, and must not go on before.
        other.Join();
    }

    // What a client reads that only introduces itself.
    private static async Task<string> ReadAsync(TimeProvider time, Action<ClientConnection> whileItOpens, bool goes = true, TimeSpan idleLimit = default, Action? beforeGoodbye = null, string? userName = null)
    {
        var meanwhile = new Meanwhile(whileItOpens, idleLimit, beforeGoodbye, userName);
        await using var host = await ProtocolHost.StartAsync(
            services: services => services.AddSingleton(time).AddSingleton(meanwhile).AddClientProtocol<WelcomingHandler>("welcome", 0));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", host.Endpoints.GetPort("welcome"), Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync("me\n"u8.ToArray(), Cancellation);
        var answer = new byte["welcome".Length];
        await stream.ReadExactlyAsync(answer, Cancellation);
        if (goes)
        {
            stream.Socket.Shutdown(SocketShutdown.Send);
        }

        return Encoding.UTF8.GetString(answer) + await new StreamReader(stream).ReadToEndAsync(Cancellation);
    }

    private sealed record Meanwhile(Action<ClientConnection> Happen, TimeSpan IdleLimit, Action? BeforeGoodbye, string? UserName);

    private sealed class WelcomingConnection(ConnectionContext context, ClientConnectionServices services, Meanwhile meanwhile) : ClientConnection(context, "welcome", services)
    {
        public override void Complete(ClientRequest request, in RequestOutcome outcome)
        {
        }

        public override bool TrySend(OutboundMessage message) => false;

        protected override ReadStep Read(ref ReadOnlySequence<byte> buffer)
        {
            buffer = buffer.Slice(buffer.End);
            if (IsOpen)
            {
                return ReadStep.ReadMore;
            }

            Opening = new SessionOpening { ClientId = "me", UserName = meanwhile.UserName };
            IdleLimit = meanwhile.IdleLimit;
            return ReadStep.Open;
        }

        protected override void OnOpened()
        {
            meanwhile.Happen(this);
            WriteAhead(new Text("welcome"));
        }

        protected override void OnRefused(SessionRefusal refusal)
        {
            meanwhile.Happen(this);
            WriteAhead(new Text("refused"));
        }

        protected override void SayGoodbye(SessionEndReason reason)
        {
            meanwhile.BeforeGoodbye?.Invoke();
            WriteLast(new Text(", bye"));
        }

        private readonly struct Text(string text) : IOutboundPacket
        {
            public int Length => text.Length;

            public void Write(Span<byte> destination) => Encoding.UTF8.GetBytes(text, destination);
        }
    }

    private sealed class WelcomingHandler(ClientConnectionServices services, Meanwhile meanwhile) : ConnectionHandler
    {
        public override Task OnConnectedAsync(ConnectionContext connection) => new WelcomingConnection(connection, services, meanwhile).RunAsync();
    }

    private sealed class Served
    {
        public TaskCompletionSource<LineConnection> Connection { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class ObservedHandler(ClientConnectionServices services, Served served) : ConnectionHandler
    {
        public override async Task OnConnectedAsync(ConnectionContext connection)
        {
            var line = new LineConnection(connection, services);
            served.Connection.TrySetResult(line);
            await line.RunAsync();
            served.Ended.TrySetResult();
        }
    }
}
