using System.Collections.Concurrent;
using Orleans.Concurrency;

namespace Mqant.Tests.Core.Modules;

/// <summary>Writes down sessions that carry a mark.</summary>
[StatelessWorker]
internal sealed class SessionLogGrain : Grain, IConnectedHook, IDisconnectedHook
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Logs = new();

    public static string[] Log(string mark) => [.. Logs.GetOrAdd(mark, _ => new())];

    public async Task OnConnectedAsync(Session session)
    {
        if (session.Get("mark") == "hook-fails")
        {
            throw new InvalidOperationException("the hook is broken");
        }

        if (Write(session, $"connected {session.Id}"))
        {
            session.Set("greeted", "true");
            await session.PushAsync();
        }
    }

    public Task OnDisconnectedAsync(Session session, SessionEndReason reason)
    {
        Write(session, $"disconnected {session.Id} {reason}");
        return Task.CompletedTask;
    }

    private static bool Write(Session session, string line)
    {
        if (session.Get("mark") is not { } mark)
        {
            return false;
        }

        Logs.GetOrAdd(mark, _ => new()).Enqueue(line);
        return true;
    }
}
