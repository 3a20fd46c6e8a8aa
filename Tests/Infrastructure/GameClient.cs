using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Diagnostics.PacketInspection;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>
/// A game's client: it publishes requests, matches replies by their topic, keeps everything that arrives in order, and subscribes to nothing.
/// </summary>
public sealed class GameClient : IDisposable
{
    private static readonly MqttClientFactory Factory = new();

    private readonly IMqttClient _client = Factory.CreateMqttClient();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Received>> _pending = new();
    private readonly TaskCompletionSource<MqttClientDisconnectedEventArgs> _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MqttProtocolVersion _version;
    private int _lastMessageId;

    private GameClient(MqttProtocolVersion version)
    {
        _version = version;

        // Seen before MQTTnet queues it: what is queued when a connection ends is lost.
        _client.InspectPacketAsync += OnPacket;
        _client.DisconnectedAsync += OnDisconnected;
    }

    /// <summary>What the server answered to CONNECT.</summary>
    public MqttClientConnectResult ConnectResult { get; private set; } = null!;

    /// <summary>Everything that arrived, in order.</summary>
    public MessageLog<Received> Messages { get; } = new();

    /// <summary>MQTTnet's client, for what this one has no word for.</summary>
    public IMqttClient Mqtt => _client;

    /// <summary>Connects to a gateway.</summary>
    public static async Task<GameClient> ConnectAsync(IGateway gateway, ClientOptions? options = null)
    {
        options ??= ClientOptions.Default;
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(options.Version)
            .WithClientId(options.ClientId ?? $"test-{Guid.NewGuid():N}")
            .WithTimeout(Deadline.Limit)
            .WithoutPacketFragmentation();
        if (options.WebSocketPath is { } path)
        {
            builder.WithWebSocketServer(socket => socket
                .WithUri($"ws://{gateway.WebSocket}{path}")
                .WithSubProtocols([.. options.SubProtocols]));
        }
        else
        {
            builder.WithEndPoint(gateway.Tcp);
        }

        options.Configure?.Invoke(builder);
        var mqttOptions = builder.Build();
        if (options.From is { } from)
        {
            ((MqttClientTcpOptions)mqttOptions.ChannelOptions).LocalEndpoint = new IPEndPoint(from, 0);
        }

        var client = new GameClient(options.Version);
        try
        {
            client.ConnectResult = await client._client.ConnectAsync(mqttOptions, TestContext.Current.CancellationToken);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Calls a handler and waits for its reply. The topic gets a message id of its own.</summary>
    public async Task<Reply> CallAsync(string handlerTopic, string payload) => Reply.Read((await CallForBytesAsync(handlerTopic, payload)).Text);

    /// <summary>Calls a handler with a payload that is written as JSON.</summary>
    public Task<Reply> CallAsync(string handlerTopic, object payload) => CallAsync(handlerTopic, JsonSerializer.Serialize(payload));

    /// <summary>Calls a handler that must succeed; returns its result.</summary>
    public Task<JsonElement> CallForResultAsync(string handlerTopic, object payload) => CallForResultAsync(handlerTopic, JsonSerializer.Serialize(payload));

    /// <inheritdoc cref="CallForResultAsync(string, object)"/>
    public async Task<JsonElement> CallForResultAsync(string handlerTopic, string payload)
    {
        var reply = await CallAsync(handlerTopic, payload);
        Assert.Equal(string.Empty, reply.Error);
        return reply.Result;
    }

    /// <summary>Calls a handler and returns what came back as it is.</summary>
    public async Task<Received> CallForBytesAsync(string handlerTopic, string payload)
    {
        var topic = string.Create(CultureInfo.InvariantCulture, $"{handlerTopic}/{Interlocked.Increment(ref _lastMessageId)}");
        var reply = ExpectReply(topic);
        await PublishAsync(topic, payload);
        return await reply;
    }

    /// <summary>Publishes on exactly this topic and waits for the first message that comes back on it.</summary>
    public async Task<Reply> CallOnTopicAsync(string topic, string payload)
    {
        var reply = ExpectReply(topic);
        await PublishAsync(topic, payload);
        return Reply.Read((await reply).Text);
    }

    /// <summary>Publishes. With quality of service 1 or 2 this returns when the server has acknowledged.</summary>
    public Task<MqttClientPublishResult> PublishAsync(string topic, string payload, int qualityOfService = 0)
        => PublishAsync(topic, Encoding.UTF8.GetBytes(payload), qualityOfService);

    /// <inheritdoc cref="PublishAsync(string, string, int)"/>
    public Task<MqttClientPublishResult> PublishAsync(string topic, byte[] payload, int qualityOfService = 0)
        => PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload)
            .WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qualityOfService)
            .Build());

    /// <summary>Publishes a message that the caller built.</summary>
    public async Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage message)
        => await _client.PublishAsync(message, TestContext.Current.CancellationToken).WithinDeadline($"the acknowledgement of {message.Topic}");

    /// <summary>Waits for the first push, from the beginning of the connection, on this topic.</summary>
    public Task<Received> WaitForPushAsync(string topic) => Messages.WaitForAsync(message => message.Topic == topic, $"push {topic}");

    /// <summary>Waits for the first push, from the beginning of the connection, on this topic with this payload.</summary>
    public Task<Received> WaitForPushAsync(string topic, string payload)
        => Messages.WaitForAsync(message => message.Topic == topic && message.Text == payload, $"push {topic} {payload}");

    /// <summary>Waits until the connection is gone; returns why.</summary>
    public Task<MqttClientDisconnectedEventArgs> WaitForDisconnectAsync() => _disconnected.Task.WithinDeadline("the connection to end");

    /// <summary>Logs in as a user with the demo module.</summary>
    public async Task LoginAsync(string user)
    {
        var result = await CallForResultAsync("Login/HD_Login", new { userName = user, passWord = "secret" });
        Assert.Equal($"login success {user}", result.GetString());
    }

    /// <summary>Joins a chat room; returns its users.</summary>
    public async Task<IReadOnlyList<string>> JoinAsync(string room)
    {
        var result = await CallForResultAsync("Chat/HD_JoinChat", new { roomName = room });
        return [.. result.GetProperty("users").EnumerateArray().Select(user => user.GetString()!)];
    }

    /// <summary>Says goodbye and closes.</summary>
    public Task DisconnectAsync() => _client.DisconnectAsync(new MqttClientDisconnectOptions(), TestContext.Current.CancellationToken);

    /// <summary>Closes without a goodbye, as a client does whose network is gone.</summary>
    public void Abort() => _client.Dispose();

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<Received> ExpectReply(string topic)
    {
        var source = new TaskCompletionSource<Received>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_pending.TryAdd(topic, source), $"A reply on {topic} is expected already.");
        return await source.Task.WithinDeadline($"the reply on {topic}");
    }

    private Task OnPacket(InspectMqttPacketEventArgs e)
    {
        if (e.Direction == MqttPacketFlowDirection.Inbound && Received.TryRead(e.Buffer, _version, out var message))
        {
            Messages.Add(message);
            if (_pending.TryRemove(message.Topic, out var reply))
            {
                reply.SetResult(message);
            }
        }

        return Task.CompletedTask;
    }

    private Task OnDisconnected(MqttClientDisconnectedEventArgs e)
    {
        Messages.End($"the connection ended ({e.Reason})");
        foreach (var reply in _pending.Values)
        {
            reply.TrySetException(new InvalidOperationException($"The connection ended ({e.Reason}) before the reply came."));
        }

        _disconnected.TrySetResult(e);
        return Task.CompletedTask;
    }
}
