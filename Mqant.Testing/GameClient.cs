using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Diagnostics.PacketInspection;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Mqant.Testing;

/// <summary>
/// A game's client: it publishes requests, matches replies by their topic, keeps everything that arrives in order, and subscribes to nothing. Every wait
/// has a deadline (<see cref="ClientOptions.Deadline"/>); when it passes, the exception says what was awaited and what did arrive.
/// </summary>
public sealed class GameClient : IDisposable, IAsyncDisposable
{
    private static readonly MqttClientFactory Factory = new();

    private readonly IMqttClient _client = Factory.CreateMqttClient();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Received>> _pending = new();
    private readonly ConcurrentDictionary<Received, bool> _taken = new(ReferenceEqualityComparer.Instance);
    private readonly TaskCompletionSource<MqttClientDisconnectedEventArgs> _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ClientOptions _options;
    private readonly Func<string, Exception?>? _causeOf;
    private int _lastMessageId;

    private GameClient(ClientOptions options, Func<string, Exception?>? causeOf)
    {
        _options = options;
        _causeOf = causeOf;
        Messages = new(options.Deadline);

        // Seen before MQTTnet queues it: what is queued when a connection ends is lost.
        _client.InspectPacketAsync += OnPacket;
        _client.DisconnectedAsync += OnDisconnected;
    }

    /// <summary>What the server answered to CONNECT.</summary>
    public MqttClientConnectResult ConnectResult { get; private set; } = null!;

    /// <summary>Everything that arrived, in order.</summary>
    public MessageLog<Received> Messages { get; }

    /// <summary>MQTTnet's client, for what this one has no word for.</summary>
    public IMqttClient Mqtt => _client;

    /// <summary>Connects to a gateway.</summary>
    public static Task<GameClient> ConnectAsync(IGateway gateway, ClientOptions? options = null) => ConnectAsync(gateway, options, causeOf: null);

    /// <summary>
    /// Calls a handler and returns its result. The topic is <c>Module/HD_Handler</c> and gets a message id of its own; the payload is written as JSON, or
    /// sent as it is when it is a string.
    /// </summary>
    /// <exception cref="RequestFailedException">The reply is an error.</exception>
    /// <exception cref="TimeoutException">There was no reply within the client's deadline.</exception>
    public async Task<T> RequestAsync<T>(string handlerTopic, object? payload = null)
    {
        var reply = await SucceedAsync(handlerTopic, payload);
        return reply.Result.Deserialize<T>(ModuleJson.Options)!;
    }

    /// <summary>Calls a handler whose result does not matter.</summary>
    /// <inheritdoc cref="RequestAsync{T}" path="/exception"/>
    public Task RequestAsync(string handlerTopic, object? payload = null) => SucceedAsync(handlerTopic, payload);

    /// <summary>
    /// Takes the first push on this topic that was not taken yet and matches; waits for it if it has not arrived.
    /// </summary>
    /// <exception cref="TimeoutException">There was none within the client's deadline; the message says what did arrive.</exception>
    public async Task<T> PushAsync<T>(string topic, Predicate<T>? match = null)
    {
        while (true)
        {
            var push = await Messages.WaitForAsync(
                message => message.Topic == topic && !_taken.ContainsKey(message) && (match is null || match(message.As<T>())),
                $"push {topic}{(match is null ? "" : " that matches")}");
            if (_taken.TryAdd(push, true))
            {
                return push.As<T>();
            }
        }
    }

    /// <summary>
    /// Checks that no push on this topic, other than those that were taken, has arrived when something else has happened: a later push, or the reply to a
    /// request that the same grain answers (what one grain sends to one client arrives in the order sent).
    /// </summary>
    /// <exception cref="InvalidOperationException">One has arrived.</exception>
    public async Task ExpectNoPushAsync(string topic, Task until)
    {
        ArgumentNullException.ThrowIfNull(until);
        await until.WithinDeadline($"what must happen without a push {topic}", _options.Deadline);
        if (Messages.Snapshot().FirstOrDefault(message => message.Topic == topic && !_taken.ContainsKey(message)) is { } unexpected)
        {
            throw new InvalidOperationException($"There was to be no push {topic}, but {unexpected} arrived. {Messages.Describe()}");
        }
    }

    /// <summary>Calls a handler and returns its reply, also when it is an error. The topic gets a message id of its own.</summary>
    public async Task<Reply> CallAsync(string handlerTopic, string payload) => Reply.Read((await CallForBytesAsync(handlerTopic, payload)).Text);

    /// <summary>Calls a handler with a payload that is written as JSON; returns its reply, also when it is an error.</summary>
    public Task<Reply> CallAsync(string handlerTopic, object payload) => CallAsync(handlerTopic, JsonSerializer.Serialize(payload, ModuleJson.Options));

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
    public Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _client.PublishAsync(message).WithinDeadline($"the acknowledgement of {message.Topic}", _options.Deadline);
    }

    /// <summary>Waits until the connection is gone; returns why.</summary>
    public Task<MqttClientDisconnectedEventArgs> WaitForDisconnectAsync() => _disconnected.Task.WithinDeadline("the connection to end", _options.Deadline);

    /// <summary>Says goodbye and closes.</summary>
    public Task DisconnectAsync() => _client.DisconnectAsync(new MqttClientDisconnectOptions());

    /// <summary>Closes without a goodbye, as a client does whose network is gone.</summary>
    public void Abort() => _client.Dispose();

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <param name="gateway">Where to connect.</param>
    /// <param name="options">How to connect.</param>
    /// <param name="causeOf">Finds the exception behind an error text, where the server runs in this process.</param>
    internal static async Task<GameClient> ConnectAsync(IGateway gateway, ClientOptions? options, Func<string, Exception?>? causeOf)
    {
        options ??= ClientOptions.Default;
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(options.Version)
            .WithClientId(options.ClientId ?? $"test-{Guid.NewGuid():N}")
            .WithTimeout(options.Deadline)
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

        var client = new GameClient(options, causeOf);
        try
        {
            client.ConnectResult = await client._client.ConnectAsync(mqttOptions);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task<Reply> SucceedAsync(string handlerTopic, object? payload)
    {
        var reply = await CallAsync(handlerTopic, payload as string ?? JsonSerializer.Serialize(payload ?? new { }, ModuleJson.Options));
        return reply.Error.Length == 0 ? reply : throw new RequestFailedException(handlerTopic, reply, _causeOf?.Invoke(reply.Trace));
    }

    private async Task<Received> ExpectReply(string topic)
    {
        var source = new TaskCompletionSource<Received>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_pending.TryAdd(topic, source))
        {
            throw new InvalidOperationException($"A reply on {topic} is expected already.");
        }

        try
        {
            return await source.Task.WithinDeadline($"the reply on {topic}", _options.Deadline);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} {Messages.Describe()}", exception);
        }
    }

    private Task OnPacket(InspectMqttPacketEventArgs e)
    {
        if (e.Direction == MqttPacketFlowDirection.Inbound && Received.TryRead(e.Buffer, _options.Version, out var message))
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
