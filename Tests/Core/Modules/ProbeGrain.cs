using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Runtime;

namespace Mqant.Tests.Core.Modules;

internal sealed class ProbeGrain(ISessions sessions) : Grain, IProbe, ISessionWatcher
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Gates = new();

    private readonly List<string> _ended = [];
    private SessionRef _kept;
    private int _count;

    public ValueTask<string> KeyAsync() => new(this.GetPrimaryKeyString());

    public ValueTask<JsonElement> EchoAsync(JsonElement payload) => new(payload);

    public ValueTask<RawPayload> RawAsync(RawPayload payload) => new(payload);

    public Task<byte[]> BytesAsync(byte[] payload) => Task.FromResult(payload);

    public Task NothingAsync() => Task.CompletedTask;

    public ValueTask<int> CountAsync(ProbeRequest request) => new(++_count);

    public Task IdempotentAsync() => Task.CompletedTask;

    public async Task LetThroughAsync(ProbeRequest request)
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        switch (request.Name)
        {
            case "a cancelled call":
                await GrainFactory.GetGrain<IProbe>("let through").BlockAsync(request, cancellation.Token);
                break;
            case "a grain that no silo hosts":
                await GrainFactory.GetGrain<IProbe>(GrainId.Create("nobody", "1")).NothingAsync();
                break;
            case "a cancellation of its own":
                cancellation.Token.ThrowIfCancellationRequested();
                break;
            case "a silo that is gone":
                throw new SiloUnavailableException();
            case "a message that was rejected":
                throw OrleansExceptions.Create<OrleansMessageRejectionException>("rejected");
            case "a client that is gone":
                throw OrleansExceptions.Create<ClientNotAvailableException>("gone");
            case "a time-out":
                throw new TimeoutException();
            default:
                throw new InvalidOperationException("a fault");
        }
    }

    public async ValueTask<string> BlockAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        await Gate(request.Name!).Task.WaitAsync(cancellationToken);
        return $"released {request.Value}";
    }

    public ValueTask<bool> ReleaseAsync(ProbeRequest request) => new(Gate(request.Name!).TrySetResult());

    public ValueTask<string> ThrowAsync(Session session, ProbeRequest request)
    {
        session.Set("thrown", "true");
        session.Send("Probe/OnThrow", 1);
        throw request.Fail ? new InvalidOperationException("secret") : new GameException("for the client");
    }

    public ValueTask<string?> SetAsync(Session session, ProbeRequest request)
    {
        if (request.Value is null)
        {
            session.Remove(request.Name!);
        }
        else
        {
            session.Set(request.Name!, request.Value);
        }

        return request.Fail ? throw new GameException("failed after setting") : new(session.Get(request.Name!));
    }

    public async ValueTask<bool> SetAndPushAsync(Session session, ProbeRequest request)
    {
        session.Set(request.Name!, request.Value!);
        await session.PushAsync();
        throw new GameException("failed after pushing");
    }

    public ValueTask<string?> GetAsync(Session session, ProbeRequest request) => new(session.Get(request.Name!));

    public async ValueTask<string> BindAsync(Session session, ProbeRequest request)
    {
        await session.BindAsync(request.Name!);
        session.Send("Probe/OnBind", request.Name);
        if (request.Value is { } gate)
        {
            await Gate(gate).Task;
        }

        return request.Fail ? throw new GameException("failed after binding") : session.UserId;
    }

    public async ValueTask<string> UnbindAsync(Session session)
    {
        await session.UnbindAsync();
        return new(session.UserId);
    }

    public ValueTask<string> WhoAmIAsync(Session session) => new(session.UserId);

    public ValueTask<string> PushesAsync(Session session, ProbeRequest request)
    {
        for (var i = 1; i <= request.Number; i++)
        {
            session.Send("Probe/OnNumber", i);
        }

        return new("pushed");
    }

    public ValueTask<bool> KeepAsync(Session session)
    {
        _kept = session.Ref;
        sessions.Watch(_kept);
        return new(true);
    }

    public ValueTask<int> TellAsync(ProbeRequest request)
    {
        sessions.Send(_kept, "Probe/OnTell", request.Value);
        return new(++_count);
    }

    public ValueTask<string[]> EndedAsync() => new([.. _ended]);

    public ValueTask<bool> CloseAsync(Session session)
    {
        session.Send("Probe/OnBye", "bye");
        session.Close();
        return new(true);
    }

    public ValueTask<string> LoggedInAsync(Session session) => new(session.UserId);

    public ValueTask<string> FilteredAsync() => new("filtered");

    public ValueTask<string> StrictAsync(StrictRequest request) => new($"{request.Name} {request.Number} {request.Note} {request.Limit} {request.Times}");

    public ValueTask<string?> ForwardAsync(Session session, ProbeRequest request) =>
        GrainFactory.GetGrain<IProbe>(request.Name!).SetForAsync(session, "forwarded", request.Value!);

    public async ValueTask<string?> SetForAsync(Session session, string name, string value)
    {
        session.Set(name, value);
        await session.PushAsync();
        return session.Get(name);
    }

    public ValueTask OnSessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        _ended.Add(reason.ToString());
        return default;
    }

    private static TaskCompletionSource Gate(string name) =>
        Gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
