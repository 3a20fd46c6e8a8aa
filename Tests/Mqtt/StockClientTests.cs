using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Mqant.Tests.Conformance;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>A client library that knows nothing of this gateway gets along with it.</summary>
public sealed class StockClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MqttProtocolVersion.V310, false)]
    [InlineData(MqttProtocolVersion.V311, false)]
    [InlineData(MqttProtocolVersion.V500, false)]
    [InlineData(MqttProtocolVersion.V310, true)]
    [InlineData(MqttProtocolVersion.V311, true)]
    [InlineData(MqttProtocolVersion.V500, true)]
    [Conformance("3.1.1", "MQTT-7.0.0-2", "MQTT-7.1.1-1")]
    [Conformance("5.0", "MQTT-4.2-1")]
    public async Task WholeConversation(MqttProtocolVersion version, bool overWebSocket)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(version)
            .WithClientId("stock")
            .WithCredentials("user", "password")
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(30));
        options = overWebSocket
            ? options.WithWebSocketServer(o => o.WithUri($"ws://127.0.0.1:{host.Endpoints.WebSocketPort}/mqtt"))
            : options.WithTcpServer("127.0.0.1", host.Endpoints.TcpPort);

        var connected = await client.ConnectAsync(options.Build(), Cancellation);
        Assert.Equal(MqttClientConnectResultCode.Success, connected.ResultCode);
        Assert.False(connected.IsSessionPresent);
        await client.PingAsync(Cancellation);
        var subscribed = await client.SubscribeAsync("Chat/#", MqttQualityOfServiceLevel.ExactlyOnce, Cancellation);
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, subscribed.Items.Single().ResultCode);

        foreach (var quality in Enum.GetValues<MqttQualityOfServiceLevel>())
        {
            // Nobody serves the request; only 5.0 can say so.
            var published = await client.PublishAsync(
                new MqttApplicationMessageBuilder().WithTopic("A/HD_B").WithPayload("{}").WithQualityOfServiceLevel(quality).Build(), Cancellation);
            var failed = version == MqttProtocolVersion.V500 && quality != MqttQualityOfServiceLevel.AtMostOnce;
            Assert.Equal(failed, !published.IsSuccess);
        }

        var unsubscribed = await client.UnsubscribeAsync("Chat/#", Cancellation);
        Assert.Equal(MqttClientUnsubscribeResultCode.Success, unsubscribed.Items.Single().ResultCode);
        await client.DisconnectAsync(new MqttClientDisconnectOptions(), Cancellation);
    }
}
