using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Operations;
using Mqant.Operations.Errors;
using Mqant.Operations.Notifications;
using Mqant.Tests.Errors.Modules;
using Mqant.Tests.Infrastructure;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Errors;

/// <summary>Errors of games in their clusters, from the exception to the operator.</summary>
public sealed class ErrorReportsTests
{
    private const string Fail = "Mqant.Tests.Errors.Modules.FaultyGrain.FailAsync";

    [Fact]
    public async Task Handler_ThatFails_IsReportedWithItsCall()
    {
        await using var game = await StartAsync();
        using var client = await game.ConnectAsync("bob");
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => client.RequestAsync("Faulty/HD_Fail", new { key = "k1" }));
        await Assert.ThrowsAsync<RequestFailedException>(() => client.RequestAsync("Faulty/HD_Refuse", new { key = "k1" }));

        var group = await FindAsync(game, Fail);
        var sample = Assert.Single(group.Samples);

        Assert.Equal(("System.InvalidOperationException", 1L, ErrorStatus.Open), (group.Type, group.Count, group.Status));
        Assert.Equal(["Faulty"], group.Modules);
        Assert.Equal([sample.Process], group.Silos);
        Assert.Equal(("Faulty", "HD_Fail", "bob"), (sample.Module, sample.Handler, sample.User));
        Assert.Contains(sample.TraceId, failure.Error, StringComparison.Ordinal);
        Assert.Equal(32, sample.TraceId.Length);
        Assert.NotEmpty(sample.Session);
        Assert.DoesNotContain("hunter2", sample.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(await AllAsync(game), static other => other.Where.Contains("Refuse", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handler_ThatLogsWhatItThrows_IsReportedOnce()
    {
        await using var game = await StartAsync();
        using var client = await game.ConnectAsync("bob");
        await Assert.ThrowsAsync<RequestFailedException>(() => client.RequestAsync("Faulty/HD_LogAndFail", new { key = "k1" }));
        await Assert.ThrowsAsync<RequestFailedException>(() => client.RequestAsync("Faulty/HD_Fail", new { key = "k1" }));
        await FindAsync(game, Fail);

        var group = await FindAsync(game, "Mqant.Tests.Errors.Modules.FaultyGrain.LoseAsync");

        Assert.Equal(1, group.Count);
        Assert.Equal("HD_LogAndFail", Assert.Single(group.Samples).Handler);
    }

    [Fact]
    public async Task Grain_ThatCannotBeActivated_IsReportedOnce()
    {
        await using var game = await StartAsync();
        using var client = await game.ConnectAsync("bob");
        await client.CallAsync("Faulty/HD_Fail", new { key = "unborn" });
        await client.CallAsync("Faulty/HD_Fail", new { key = "k1" });
        await FindAsync(game, Fail);

        var group = await FindAsync(game, "Mqant.Tests.Errors.Modules.FaultyGrain.OnActivateAsync");

        Assert.Equal("System.DataMisalignedException", group.Type);
        Assert.Equal(1, group.Count);
    }

    [Fact]
    public async Task Timer_ThatFails_IsReportedWithItsModule()
    {
        await using var game = await StartAsync();
        using var client = await game.ConnectAsync("bob");
        await client.RequestAsync("Faulty/HD_FailLater", new { key = "k1" });

        var group = await FindAsync(game, "Mqant.Tests.Errors.Modules.FaultyGrain.TickAsync");

        Assert.Equal(1, group.Count);
        Assert.Equal(["Faulty"], group.Modules);
        Assert.Contains("k1", Assert.Single(group.Samples).Facts["Grain"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_ThatNobodyAwaits_IsReported()
    {
        await using var game = await StartAsync();
        var name = Guid.NewGuid().ToString("N");
        var isFound = false;
        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved) => isFound |= unobserved.Exception.Message.Contains(name, StringComparison.Ordinal);
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        try
        {
            Forget(name);

            // It is found when its memory is freed.
            await Until.TrueAsync(() =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Volatile.Read(ref isFound);
            });
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
        }

        await Until.TrueAsync(async () => (await AllAsync(game)).Any(group => group.Message.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Grain_ThatMoves_KnowsWhatItKnewAndCountsOn()
    {
        await using var game = await StartAsync();
        using var client = await game.ConnectAsync("bob");
        await Assert.ThrowsAsync<RequestFailedException>(() => client.RequestAsync("Faulty/HD_Fail", new { key = "k1" }));
        var reports = Reports(game);
        var before = await FindAsync(game, Fail);
        Assert.True(await reports.AssignAsync(before.Id, "ann"));
        Assert.True(await reports.ResolveAsync(before.Id));
        Assert.False(await reports.ResolveAsync("nothing"));
        var position = (await reports.GetNewsAsync(null)).Position;

        await DeactivateAsync(game);

        var after = (await reports.GetAsync(before.Id))!;
        Assert.Equal((ErrorStatus.Resolved, "ann", 1L), (after.Status, after.Assignee, after.Count));
        Assert.Equal(before.Samples.Single(), after.Samples.Single() with { Facts = before.Samples[0].Facts });
        Assert.Equal(0, (await reports.ListAsync(ErrorStatus.Open, 0, 100)).Groups.Count(group => group.Id == before.Id));

        await Assert.ThrowsAsync<RequestFailedException>(() => client.RequestAsync("Faulty/HD_Fail", new { key = "k1" }));
        await Until.TrueAsync(async () => (await reports.GetAsync(before.Id))!.Count == 2);
        Assert.Equal(ErrorStatus.Open, (await reports.GetAsync(before.Id))!.Status);
        Assert.Contains(before.Id, (await reports.GetNewsAsync(position)).Groups.Select(static group => group.Id));
    }

    [Fact]
    public async Task Channels_OneOfThemDown_OthersAreToldAtOnceAndItLater()
    {
        await using var up = await HttpReceiver.StartAsync();
        var down = FreePort.Next();
        await using var game = await StartAsync(options =>
        {
            options.ConsoleUrl = new Uri("https://ops.example.com/console/");
            options.Channels.Add("down", new() { Type = NotificationChannelType.Worktile, Url = new Uri($"http://127.0.0.1:{down}/hook"), Modules = ["Faulty"] });
            options.Channels.Add("up", new() { Type = NotificationChannelType.Webhook, Url = up.Url, Secret = "s", Modules = ["Faulty"] });
            options.Channels.Add("others", new() { Type = NotificationChannelType.Webhook, Url = up.Url, Secret = "s", Modules = ["Chat"] });
        });
        using var client = await game.ConnectAsync("bob");
        await Assert.ThrowsAsync<RequestFailedException>(() => client.RequestAsync("Faulty/HD_Fail", new { key = "k1" }));

        var told = (await up.NextAsync()).Json;
        var group = await FindAsync(game, Fail);
        Assert.Equal(("new", group.Id), ((string?)told["kind"], (string?)told["errors"]![0]!["id"]));
        Assert.Equal("bob", (string?)told["errors"]![0]!["sample"]!["user"]);
        Assert.Equal($"https://ops.example.com/console/#/errors/{group.Id}", (string?)told["errors"]![0]!["url"]);

        // What waits outlives the grain, too.
        await DeactivateAsync(game);
        await using var late = await HttpReceiver.StartAsync(down);
        Assert.Contains("FaultyGrain.FailAsync", (string?)(await late.NextAsync()).Json["text"], StringComparison.Ordinal);
        Assert.Single(up.Posts.Select(static post => (string?)post.Json["id"]).Distinct());
    }

    [Fact]
    public async Task Storm_OnTwoSilos_IsCountedToTheLastAndToldOnce()
    {
        const int Clients = 4, Each = 250;
        await using var receiver = await HttpReceiver.StartAsync();
        await using var game = await StartAsync(
            options => options.Channels.Add("up", new() { Type = NotificationChannelType.Webhook, Url = receiver.Url, Secret = "s", Modules = ["Faulty"] }), silos: 2);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async c =>
        {
            using var client = await game.ConnectAsync($"user{c}");
            for (var i = 0; i < Each; i++)
            {
                await client.CallAsync("Faulty/HD_Fail", new { key = $"k{c}-{i % 16}" });
            }

            await client.CallAsync("Faulty/HD_FailElsewhere", new { key = $"e{c}" });
        }));

        var group = await FindAsync(game, Fail, Clients * Each);
        Assert.Equal(2, group.Silos.Length);
        Assert.InRange(group.Samples.Length, 2, ErrorReportsGrain.MaxSamples);
        Assert.Equal(Clients * Each, group.Series.Sum());

        // Called from another silo or from its own: it is where it happened.
        var elsewhere = await FindAsync(game, "Mqant.Tests.Errors.Modules.FaultyGrain.FailForOthersAsync", Clients);
        Assert.Equal("HD_FailElsewhere", elsewhere.Samples[0].Handler);

        var ids = receiver.Posts.Select(static post => $"{post.Json["kind"]} {post.Json["errors"]![0]!["id"]}").ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Contains($"new {group.Id}", ids);
    }

    private static void Forget(string name) => _ = Task.Run(() => throw new InvalidOperationException($"Forgotten {name}."));

    private static async Task<TestGame> StartAsync(Action<ErrorOptions>? configure = null, int silos = 0) => await TestGame.StartAsync(game =>
    {
        game.Silos = silos;

        // What is shown is not what is reported.
        game.Settings["Logging:LogLevel:Default"] = "None";
        game.Settings["Logging:LogLevel:Mqant"] = "None";
        game.AddModules(typeof(IFaulty).Assembly);
        game.ConfigureServices(services =>
        {
            services.AddErrorReports();
            services.Configure<ErrorOptions>(options => configure?.Invoke(options));
        });
    });

    private static IErrorReports Reports(TestGame game) => new ErrorReports(game.Grains);

    private static async Task<ErrorGroup[]> AllAsync(TestGame game) => (await Reports(game).ListAsync(null, 0, 500)).Groups;

    private static async Task<ErrorGroup> FindAsync(TestGame game, string where, long count = 1)
    {
        ErrorGroup? found = null;
        await Until.TrueAsync(async () => (found = (await AllAsync(game)).FirstOrDefault(group => group.Where == where && group.Count >= count)) is not null);
        return (await Reports(game).GetAsync(found!.Id))!;
    }

    private static async Task DeactivateAsync(TestGame game)
    {
        var grain = game.Grains.GetGrain<IErrorReportsGrain>(IErrorReportsGrain.Key).GetGrainId();
        await game.Grains.GetGrain<IGrainManagementExtension>(grain).DeactivateOnIdle();
    }
}
