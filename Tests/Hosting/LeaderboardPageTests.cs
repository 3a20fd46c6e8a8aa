using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Infrastructure;
using StackExchange.Redis;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The page about leaderboards: its board holds a million entries, loses nothing that was answered, and what clients say there is said.</summary>
[Collection(nameof(UserFolder))]
public sealed class LeaderboardPageTests(UserFolder user, ITestOutputHelper output)
{
    private const int Million = 1_000_000;
    private const int Improved = 10;
    private const int Asking = 432 * Improved;
    private const string Everything = "eu-all";

    // A million entries are for released code.
    private const string Optimized = "<Project><PropertyGroup><Optimize>true</Optimize></PropertyGroup></Project>";

    // Part of the module only here. Names and scores of its players are known below.
    private const string Check = """
        using System.Diagnostics;
        using Mqant;
        using Orleans.Core.Internal;

        namespace Leaderboard;

        [GameModule("Check")]
        public interface ICheck : IGrainWithStringKey
        {
            [Handler("HD_Fill")] Task<double> FillAsync(Lot lot);
            [Handler("HD_Reopen")] Task<double> ReopenAsync(Lot lot);
        }

        [GenerateSerializer]
        public record Lot([property: Id(0)] string Board, [property: Id(1)] int Count = 0, [property: Id(2)] int Step = 1);

        public class CheckGrain : Grain, ICheck
        {
            public async Task<double> FillAsync(Lot lot)
            {
                var board = GrainFactory.GetGrain<IBoard>(lot.Board);
                var clock = Stopwatch.StartNew();
                foreach (var part in Enumerable.Range(0, lot.Count).Where(n => n % lot.Step == 0).Chunk(10_000))
                {
                    await board.AddAsync([.. part.Select(n => new Score(Name(n), lot.Step == 1 ? ScoreOf(n) : ScoreOf(n) + 1 + n % 1000))]);
                }

                return clock.Elapsed.TotalMilliseconds;
            }

            public async Task<double> ReopenAsync(Lot lot)
            {
                var board = GrainFactory.GetGrain<IBoard>(lot.Board);
                await board.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
                var clock = Stopwatch.StartNew();
                await board.AmongAsync(new(lot.Board, []));
                return clock.Elapsed.TotalMilliseconds;
            }

            private static string Name(int n) => $"player-{n:D7}";

            private static long ScoreOf(int n) => (n * 2654435761L >> 7) % 100_000;
        }
        """;

    [Fact]
    public async Task MillionEntries_StartedAnew_AreThereInTheirOrder()
    {
        using var folder = await BuildAsync();
        await using var gateway = await MqantProcess.StartGatewayAsync(
            $"--Mqant:ModulesPath={Path.Combine(folder.Path, "modules")}", "--Mqant:Gateway:CallTimeout=00:01:00", "--Mqant:Silo:CallTimeout=00:01:00");
        await using var client = await EnterAsync(gateway, PlayerName(Asking));

        var filled = await FillAsync(client, Million);
        var order = ExpectedOrder(Million);
        await CompareAsync(client, order);
        var reopened = await client.RequestAsync<double>("Check/HD_Reopen", new Lot(Everything));
        await CompareAsync(client, order);

        output.WriteLine($"{filled:F2} µs an entry in lots of 10,000; {reopened:F0} ms to start anew");
    }

    [Fact]
    public async Task Scores_WhoseSiloIsKilled_AreThereIfTheyWereAnswered()
    {
        const int Players = 20_000;
        using var folder = await BuildAsync();
        var (redis, server) = RedisServers.StartAnother();
        await using var stopped = server;
        var name = $"test-{Guid.NewGuid():N}";
        string[] settings =
        [
            "--Mqant:Cluster:Mode=Redis",
            $"--Mqant:Cluster:Redis={redis}",
            $"--Mqant:Cluster:ClusterId={name}",
            $"--Mqant:Cluster:ServiceId={name}",
            $"--Mqant:ModulesPath={Path.Combine(folder.Path, "modules")}",
            "--Mqant:Demos:AnyPasswordLogin=true",
        ];
        await using var doomed = await MqantProcess.StartSiloAsync(settings);
        await using var gateway = await MqantProcess.StartGatewayAsync(settings);
        await using var client = await EnterAsync(gateway, PlayerName(Asking));
        await FillAsync(client, Players);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        await RefuseWhatCannotBeStoredAsync(gateway, connection, $"{name}/state/board/{Everything}");

        var stored = await SubmitUntilKilledAsync(gateway, doomed);
        await using var silo = await MqantProcess.StartSiloAsync(settings);
        await Until.TrueAsync(async () => (await client.CallAsync("Board/HD_Rank", new { Board = Everything })).Error.Length == 0);
        await CompareAsync(client, ExpectedOrder(Players));
        var late = await client.RequestAsync<Place[]>("Board/HD_Among", new { Board = Everything, Users = stored.Keys });
        Assert.All(stored, told => Assert.True(late.Single(place => place.User == told.Key).Score >= told.Value, told.Key));

        Assert.True(await connection.GetDatabase().KeyDeleteAsync($"{name}/state/board/{Everything}/page-3"));
        Assert.StartsWith("internal error", (await client.CallAsync("Check/HD_Reopen", new Lot(Everything))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exchanges_AsWritten_GoAsWritten()
    {
        using var folder = await BuildAsync();
        var page = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs/leaderboard.md"), TestContext.Current.CancellationToken);
        var parts = page.Split("\nOn Monday:\n");
        var time = new FakeTimeProvider(new(2026, 11, 29, 23, 59, 50, TimeSpan.Zero));
        await using var game = await TestGame.StartAsync(o =>
        {
            o.AddDemos();
            o.Settings["Mqant:ModulesPath"] = Path.Combine(folder.Path, "modules");
            o.Time = time;
        });

        await PageExchanges.FollowAsync(game.Gateways[0], parts[0]);
        time.Advance(TimeSpan.FromSeconds(10));
        await using (var alice = await game.ConnectAsync("alice"))
        {
            await Until.TrueAsync(async () => (await alice.RequestAsync<object[]>("Rewards/HD_List")).Length > 0);
        }

        await PageExchanges.FollowAsync(game.Gateways[0], parts[1]);
    }

    private async Task<UserFolder.Visit> BuildAsync()
    {
        var folder = await user.EnterAsync();
        try
        {
            await folder.WriteFilesOfAsync("docs/leaderboard.md");
            await folder.WriteAsync("Leaderboard/Check.cs", Check);
            await folder.WriteAsync("Leaderboard/Directory.Build.props", Optimized);
            await folder.DotnetAsync("build", "Leaderboard", "-nodereuse:false");
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static async Task<double> FillAsync(GameClient client, int players)
    {
        var took = await client.RequestAsync<double>("Check/HD_Fill", new Lot(Everything, Count: players));
        await client.RequestAsync<double>("Check/HD_Fill", new Lot(Everything, Count: players, Step: Improved));
        return took * 1000 / players;
    }

    // Best first: of equal scores the earlier, which are those that were not improved, and then in the order of the players' numbers.
    private static int[] ExpectedOrder(int players)
    {
        var order = Enumerable.Range(0, players).ToArray();
        Array.Sort(order, (a, b) => (-FinalScore(a), a % Improved == 0, a).CompareTo((-FinalScore(b), b % Improved == 0, b)));
        return order;
    }

    private static async Task CompareAsync(GameClient client, int[] order)
    {
        Assert.Equal(Expected(0, 100), await client.RequestAsync<Place[]>("Board/HD_Top", new { Board = Everything, Count = 100 }));
        var rank = Array.IndexOf(order, Asking);
        Assert.Equal(Expected(rank, 1).Single(), await client.RequestAsync<Place>("Board/HD_Rank", new { Board = Everything }));
        Assert.Equal(Expected(rank - 25, 50), await client.RequestAsync<Place[]>("Board/HD_Around", new { Board = Everything, Count = 50 }));
        foreach (var sample in Enumerable.Range(0, order.Length).Where(n => n % (order.Length / 4_000) == 0 || n == order.Length - 1).Chunk(100))
        {
            var expected = sample.Select(index => Expected(index, 1).Single()).ToArray();
            Assert.Equal(expected, await client.RequestAsync<Place[]>("Board/HD_Among", new { Board = Everything, Users = expected.Select(place => place.User) }));
        }

        IEnumerable<Place> Expected(int index, int count) =>
            Enumerable.Range(index, count).Select(i => new Place(i + 1, PlayerName(order[i]), FinalScore(order[i])));
    }

    // What another activation has written in between is not written over: the score is refused, and not on the board.
    private static async Task RefuseWhatCannotBeStoredAsync(MqantProcess gateway, ConnectionMultiplexer connection, string board)
    {
        await using var client = await EnterAsync(gateway, "unlucky");
        var score = -1_000_000_000L;
        var record = "";

        // No checkpoint is under way or due when the journal is the one record that was there before, too.
        await Until.TrueAsync(async () =>
        {
            await client.RequestAsync("Board/HD_Submit", new { Board = Everything, Score = ++score });
            var (before, records) = (record, connection.GetServers().Single().Keys(pattern: $"{board}/journal-*").ToList());
            record = $"{records[0]}";
            return records.Count == 1 && record == before;
        });
        await connection.GetDatabase().HashSetAsync(record, "etag", "another");

        var reply = await client.CallAsync("Board/HD_Submit", new { Board = Everything, Score = score + 1 });
        Assert.StartsWith("internal error", reply.Error, StringComparison.Ordinal);
        Assert.Equal(score, (await client.RequestAsync<Place>("Board/HD_Rank", new { Board = Everything })).Score);
    }

    // Eight players behind all others; what the last reply to each of them said.
    private static async Task<Dictionary<string, long>> SubmitUntilKilledAsync(MqantProcess gateway, MqantProcess doomed)
    {
        const long Worst = -1_000_000;
        var waiting = 8;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var players = Enumerable.Range(0, waiting).Select(async n =>
        {
            var name = $"late-{n}";
            await using var client = await EnterAsync(gateway, name);
            var score = Worst;
            while ((await client.CallAsync("Board/HD_Submit", new { Board = Everything, Score = score })).Error.Length == 0)
            {
                if (++score == Worst + 50 && Interlocked.Decrement(ref waiting) == 0)
                {
                    enough.SetResult();
                }
            }

            return (name, score - 1);
        }).ToArray();

        await enough.Task.WaitAsync(Deadline.Limit, TestContext.Current.CancellationToken);
        doomed.Kill();
        return (await Task.WhenAll(players)).ToDictionary();
    }

    private static async Task<GameClient> EnterAsync(IGateway gateway, string name)
    {
        var client = await GameClient.ConnectAsync(gateway);
        await client.RequestAsync("Login/HD_Login", new { userName = name, passWord = "secret" });
        return client;
    }

    private static string PlayerName(int n) => $"player-{n:D7}";

    private static long FinalScore(int n) => ((n * 2654435761L >> 7) % 100_000) + (n % Improved == 0 ? 1 + (n % 1000) : 0);

    private sealed record Lot(string Board, int Count = 0, int Step = 1);

    private sealed record Place(int Rank, string User, long Score);
}
