using Mqant.Tests.Infrastructure;
using Mqant.Tests.Infrastructure.Otlp;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>Traces as they arrive at a collector, from several processes.</summary>
public sealed class TraceTests(RedisServers servers)
{
    private const int Server = 2;
    private const int Client = 3;
    private const int Producer = 4;
    private const int Consumer = 5;
    private const int Error = 2;

    [Fact]
    public async Task Request_OverTwoSilosAndTwoGateways_IsOneTree()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet), [.. receiver.Settings, "--Mqant:Telemetry:SampleRatio=1"]);
        await cluster.AddSiloAsync();
        await cluster.AddSiloAsync();
        using var alice = await GameClient.ConnectAsync(await cluster.AddGatewayAsync("Silo"));
        using var bob = await GameClient.ConnectAsync(await cluster.AddGatewayAsync("Client"));
        foreach (var (client, user) in new[] { (alice, "alice"), (bob, "bob") })
        {
            await client.LoginAsync(user);
            await client.JoinAsync("lobby");
        }

        await CheckChatAsync(receiver, alice, bob);
        await CheckTourAsync(receiver, bob);
        await CheckFailureAsync(receiver, alice);
    }

    [Fact]
    public async Task Request_ThatFailsWhereNoneIsRecorded_ArrivesAllTheSame()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await MqantProcess.StartGatewayAsync([.. receiver.Settings, "--Mqant:Telemetry:SampleRatio=0"]);
        using var client = await GameClient.ConnectAsync(gateway);

        var reply = await client.CallAsync("Traced/HD_Fail", new { });

        var spans = await receiver.WaitForAsync(reply.Trace, static spans => spans.Length == 2);
        var (request, handler) = (Find(spans, "process Traced/HD_Fail", Consumer), Find(spans, "Traced/HD_Fail", Server));
        Assert.Equal("", request.ParentSpanId);
        Assert.Equal(request.SpanId, handler.ParentSpanId);
        Assert.InRange(handler.Start, request.Start, request.End);
        Assert.All(spans, static span => Assert.Equal((Error, "error"), (span.Status, span.Attributes["mqant.sampled"])));
        Assert.Equal("no such luck", Assert.Single(handler.Events).Attributes["exception.message"]);
    }

    // From the gateway of one player to the room, and to the gateways of both.
    private static async Task CheckChatAsync(OtlpReceiver receiver, GameClient alice, GameClient bob)
    {
        var reply = await alice.CallAsync("Chat/HD_Say", new { roomName = "lobby", target = "*", content = "hello" });
        await bob.WaitForPushAsync("Chat/OnChat", """{"from":"alice","msg":"hello","roomName":"lobby","target":"*"}""");

        var spans = await receiver.WaitForAsync(reply.Trace, static spans => spans.Length == 5);
        var (request, call, handler) = (Find(spans, "process Chat/HD_Say", Consumer), Find(spans, "Chat/HD_Say", Client), Find(spans, "Chat/HD_Say", Server));
        var pushes = Array.FindAll(spans, static span => (span.Name, span.Kind) == ("send Chat/OnChat", Producer));
        Assert.Equal(["", request.SpanId, call.SpanId], new[] { request.ParentSpanId, call.ParentSpanId, handler.ParentSpanId });
        Assert.Equal([handler.SpanId, handler.SpanId], pushes.Select(static push => push.ParentSpanId));
        Assert.Equal(2, pushes.Select(ProcessOf).Distinct().Count());
        Assert.Contains(ProcessOf(request), pushes.Select(ProcessOf));
        Assert.DoesNotContain(ProcessOf(handler), pushes.Select(ProcessOf));
        Assert.Equal(ProcessOf(request), ProcessOf(call));
        Assert.Equal(("mqant-gateway", "mqant-silo"), (request.Resource["service.name"], handler.Resource["service.name"]));
        Assert.Equal(("mqtt", "Chat/HD_Say", "alice", "ok"), (request.Attributes["messaging.system"], request.Attributes["messaging.destination.template"], request.Attributes["mqant.user"], request.Attributes["mqant.outcome"]));
        Assert.Equal(("lobby", "alice"), (handler.Attributes["mqant.key"], handler.Attributes["mqant.user"]));
        Assert.All(spans, static span => Assert.DoesNotContain("hello", span.Attributes.Values.OfType<string>()));
    }

    // From a silo to a grain on the other one, to what that stores, and to the player.
    private static async Task CheckTourAsync(OtlpReceiver receiver, GameClient client)
    {
        var reply = await client.CallAsync("Traced/HD_Tour", new { });
        var silos = reply.Result.EnumerateArray().Select(static silo => silo.GetString()).ToArray();
        Assert.NotEqual(silos[0], silos[1]);

        var spans = await receiver.WaitForAsync(reply.Trace, static spans =>
            Array.TrueForAll<Predicate<OtlpSpan>>([IsHandler, IsKeep, static span => span.Kind == Producer, static span => span.Kind == Consumer], expected => Array.Exists(spans, expected)));
        var (handler, keep) = (Array.Find(spans, IsHandler)!, Array.Find(spans, IsKeep)!);
        Assert.Equal(handler.SpanId, keep.ParentSpanId);
        Assert.NotEqual(ProcessOf(handler), ProcessOf(keep));
        Assert.Equal("orleans", keep.Attributes["rpc.system"]);
        var stored = Assert.Single(spans, span => span.Scope == "Microsoft.Orleans.Storage" && span.ParentSpanId == keep.SpanId);
        Assert.Equal(ProcessOf(keep), ProcessOf(stored));
        Assert.Equal(keep.SpanId, Find(spans, "send Traced/OnKept", Producer).ParentSpanId);

        static bool IsHandler(OtlpSpan span) => (span.Name, span.Kind) == ("Traced/HD_Tour", Server);

        static bool IsKeep(OtlpSpan span) => (span.Name, span.Kind) == ("ITracedCompanion/KeepAsync", Server);
    }

    private static async Task CheckFailureAsync(OtlpReceiver receiver, GameClient client)
    {
        var reply = await client.CallAsync("Traced/HD_Fail", new { });
        Assert.Equal($"internal error (trace {reply.Trace})", reply.Error);

        var spans = await receiver.WaitForAsync(reply.Trace, static spans => spans.Length == 3);
        Assert.All(spans, static span => Assert.Equal((Error, "failed"), (span.Status, span.Attributes["mqant.outcome"])));
        var thrown = Assert.Single(Find(spans, "Traced/HD_Fail", Server).Events);
        Assert.Equal(("exception", "System.InvalidOperationException", "no such luck"), (thrown.Name, thrown.Attributes["exception.type"], thrown.Attributes["exception.message"]));
    }

    private static OtlpSpan Find(OtlpSpan[] spans, string name, int kind) => Assert.Single(spans, span => span.Name == name && span.Kind == kind);

    private static object? ProcessOf(OtlpSpan span) => span.Resource["service.instance.id"];
}
