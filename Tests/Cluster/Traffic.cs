using System.Collections.Concurrent;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>
/// Clients that call without a break, with a user each: by default a module that repeats what it is told, and a chat room of each client's own, so that
/// there are grains on every silo. Every answer is checked.
/// </summary>
internal sealed class Traffic : IAsyncDisposable
{
    // A pace at which the processes of a test leave a small machine some air.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly List<Worker> _workers = [];
    private readonly Round _round;
    private List<Task> _running = [];

    private Traffic(Round round) => _round = round;

    /// <summary>The calls of one round, made at the same time, and the result that each must have.</summary>
    public delegate IEnumerable<(Task<Reply> Reply, string Result)> Round(GameClient client, string user, int round);

    /// <summary>Logs clients in at these gateways and lets them call.</summary>
    public static async Task<Traffic> StartAsync(IReadOnlyList<IGateway> gateways, int clientsEach, Round? round = null)
    {
        var traffic = new Traffic(round ?? SayAndJoin);
        try
        {
            foreach (var gateway in gateways)
            {
                for (var i = 0; i < clientsEach; i++)
                {
                    traffic._workers.Add(await Worker.ConnectAsync(gateway));
                }
            }

            traffic._running = [.. traffic._workers.Select(worker => traffic.RunAsync(worker))];
            return traffic;
        }
        catch
        {
            await traffic.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many calls were answered with an error.</summary>
    public int Errors => _workers.Sum(worker => worker.Errors.Count);

    /// <summary>The errors that calls were answered with.</summary>
    public IEnumerable<string> ErrorTexts => _workers.SelectMany(worker => worker.Errors).Distinct();

    /// <summary>Waits until every client has had this many rounds without an error in a row, counted from now.</summary>
    public Task WaitForGoodRoundsAsync(int rounds)
    {
        var all = Task.WhenAll(_workers.Select(worker => worker.WaitForGoodRoundsAsync(rounds)));
        return Task.WhenAny([all, .. _running]).Unwrap().WithinDeadline($"{rounds} rounds without an error from every client");
    }

    /// <summary>Ends the calls, each after its answer, and checks that every call got one and that none was wrong.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running).WithinDeadline("the last answers");
        Assert.True(_wrong.IsEmpty, $"{string.Join(", ", _wrong.Take(10))}; errors: {string.Join(", ", ErrorTexts)}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var worker in _workers)
        {
            worker.Client.Dispose();
        }

        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private static IEnumerable<(Task<Reply> Reply, string Result)> SayAndJoin(GameClient client, string user, int round)
    {
        var say = $"{user} {round}";
        yield return (client.CallAsync("HelloWorld/HD_Say", new { say }), $"\"you say : {say}\"");
        yield return (client.CallAsync("Chat/HD_JoinChat", new { roomName = user }), $$"""{"users":["{{user}}"]}""");
    }

    private async Task RunAsync(Worker worker)
    {
        using var timer = new PeriodicTimer(Pace);
        for (var round = 0; !_stopping.IsCancellationRequested; round++)
        {
            foreach (var (reply, result) in _round(worker.Client, worker.User, round).ToList())
            {
                Check(worker, await reply, result);
            }

            worker.EndRound();
            await timer.WaitForNextTickAsync();
        }
    }

    private void Check(Worker worker, Reply reply, string result)
    {
        if (reply.Error.Length > 0)
        {
            worker.Fail(reply.Error);
        }
        else if (reply.ResultText != result)
        {
            _wrong.Enqueue($"{reply.ResultText} instead of {result}");
        }
    }

    private sealed class Worker(GameClient client, string user)
    {
        private readonly Lock _lock = new();
        private readonly List<(long Round, TaskCompletionSource Reached)> _waiting = [];
        private long _goodRounds;
        private bool _failed;

        public GameClient Client { get; } = client;

        public string User { get; } = user;

        public ConcurrentQueue<string> Errors { get; } = new();

        public static async Task<Worker> ConnectAsync(IGateway gateway)
        {
            var client = await GameClient.ConnectAsync(gateway);
            var user = $"user-{Guid.NewGuid():N}";
            await client.LoginAsync(user);
            return new Worker(client, user);
        }

        public void Fail(string error)
        {
            Errors.Enqueue(error);
            _failed = true;
        }

        public void EndRound()
        {
            lock (_lock)
            {
                _goodRounds = _failed ? 0 : _goodRounds + 1;
                _failed = false;
                _waiting.RemoveAll(waiting => _goodRounds >= waiting.Round && waiting.Reached.TrySetResult());
            }
        }

        public Task WaitForGoodRoundsAsync(int rounds)
        {
            lock (_lock)
            {
                _goodRounds = 0;
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((rounds, reached));
                return reached.Task;
            }
        }
    }
}
