using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Mqant.Gateway.Sessions;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>A client that speaks to the session core directly.</summary>
internal sealed class TestClient : IClientConnection
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private readonly TaskCompletionSource<SessionEndReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ClientSession Session { get; set; } = null!;

    /// <summary>What the client got with QoS 1 and did not acknowledge.</summary>
    public ConcurrentQueue<TaskCompletionSource<bool>> Unacknowledged { get; } = new();

    public string Transport => "memory";

    public string RemoteAddress => "192.0.2.1";

    public ClientCertificate? ClientCertificate { get; init; }

    public Task<SessionEndReason> Closed => _closed.Task.WaitAsync(Deadline);

    public bool IsClosed => _closed.Task.IsCompleted;

    public void Complete(ClientRequest request, in RequestOutcome outcome)
    {
        OnComplete?.Invoke(request);
        var body = new byte[ReplyEnvelope.GetLength(outcome)];
        ReplyEnvelope.Write(body, request.Trace, outcome);
        var reply = new Received(Encoding.UTF8.GetString(request.Topic.Span), Encoding.UTF8.GetString(body), IsReply: true);
        OnReply?.Invoke(reply);
        _received.Writer.TryWrite(reply);
    }

    /// <summary>Whether something came that the test has not asked for yet.</summary>
    public bool HasReceived => _received.Reader.Count > 0;

    /// <summary>Called for every request that has ended.</summary>
    public Action<ClientRequest>? OnComplete { get; set; }

    /// <summary>Called for every reply before it is written.</summary>
    public Action<Received>? OnReply { get; set; }

    /// <summary>Called for every push as it is written.</summary>
    public Action<OutboundMessage>? OnPush { get; set; }

    public bool TrySend(OutboundMessage message)
    {
        _received.Writer.TryWrite(new Received(message.Topic, Encoding.UTF8.GetString(message.Payload.Span), IsReply: false));
        OnPush?.Invoke(message);
        return true;
    }

    public bool TrySend(OutboundMessage message, TaskCompletionSource<bool> acknowledged)
    {
        Unacknowledged.Enqueue(acknowledged);
        return TrySend(message);
    }

    /// <summary>Whether the connection still reads when it is asked to close, and the test ends its session.</summary>
    public bool ReadsOn { get; set; }

    /// <summary>Called before the connection is closed.</summary>
    public Action? OnClose { get; set; }

    public void Close(SessionEndReason reason)
    {
        OnClose?.Invoke();
        if (_closed.TrySetResult(reason) && reason == SessionEndReason.Draining && !ReadsOn)
        {
            _ = Session.LeaveAsync(reason);
        }
    }

    /// <summary>Sends requests that arrived in one read.</summary>
    public void Send(params (string Topic, string Payload)[] requests)
    {
        foreach (var (topic, payload) in requests)
        {
            Session.Submit(new ClientRequest { Topic = Encoding.UTF8.GetBytes(topic), Payload = Encoding.UTF8.GetBytes(payload) });
        }

        Session.Flush();
    }

    /// <summary>The next reply or push, in the order in which they would go over the wire.</summary>
    public async Task<Received> NextAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

    /// <summary>Calls a handler and returns its reply, skipping pushes.</summary>
    public async Task<Received> CallAsync(string topic, object? payload = null)
    {
        Send((topic, payload as string ?? JsonSerializer.Serialize(payload ?? new { })));
        while (true)
        {
            if (await NextAsync() is { IsReply: true } reply)
            {
                return reply;
            }
        }
    }

    internal sealed record Received(string Topic, string Body, bool IsReply)
    {
        public string Error => JsonDocument.Parse(Body).RootElement.GetProperty("Error").GetString()!;

        public string Result => JsonDocument.Parse(Body).RootElement.GetProperty("Result").GetRawText();
    }
}
