using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Operations.Logs;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Protocol;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>Log lines as programs read them.</summary>
public sealed class LogTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Line_OfACall_SaysForWhomOnTheConsoleAndInTheFile()
    {
        using var folder = new EmptyFolder();
        await using var gateway = await MqantProcess.StartGatewayAsync("--Mqant:Logs:Console=Json", $"--Mqant:Logs:File={folder.Path}/gateway-.json");
        await using (var client = await GameClient.ConnectAsync(gateway))
        {
            await client.RequestAsync("Login/HD_Login", new { userName = "alice", passWord = "pw" });
            var reply = await client.CallAsync("Results/HD_Crash", new { });
            Assert.Contains("internal error", reply.Error, StringComparison.Ordinal);
        }

        await gateway.StopAsync();

        var console = gateway.Output.Split('\n').Where(static line => line.StartsWith('{')).Select(static line => JsonSerializer.Deserialize<JsonElement>(line))
            .Single(static line => line.GetProperty("EventId").GetInt32() == 1001);
        AssertNames(console.GetProperty("Scopes").EnumerateArray().Single(static scope => scope.TryGetProperty("TraceId", out _)));
        var file = File.ReadLines(Assert.Single(Directory.GetFiles(folder.Path))).Select(static line => JsonSerializer.Deserialize<JsonElement>(line))
            .Single(static line => line.GetProperty("EventId").GetProperty("Id").GetInt32() == 1001);
        AssertNames(file);
        Assert.Contains("InvalidOperationException", file.GetProperty("@x").GetString(), StringComparison.Ordinal);

        static void AssertNames(JsonElement line)
        {
            Assert.Equal(("Results", "HD_Crash", "alice"), (line.GetProperty("Module").GetString(), line.GetProperty("Handler").GetString(), line.GetProperty("User").GetString()));
            Assert.Matches("^[0-9a-f]{32}$", line.GetProperty("TraceId").GetString());
            Assert.NotEmpty(line.GetProperty("Session").GetString()!);
        }
    }

    [Fact]
    public void Files_BeyondTheirSize_BeginAnew_AndTheOldestGo()
    {
        using var folder = new EmptyFolder();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mqant:Logs:File"] = Path.Combine(folder.Path, "game-.json"),
            ["Mqant:Logs:MaxFileSize"] = "65536",
            ["Mqant:Logs:KeepFiles"] = "2",
        }).Build();
        using (var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration)
            .AddLogging(logging => logging.AddLogOutputs(configuration, folder.Path)).BuildServiceProvider())
        {
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Game");
            for (var i = 0; i < 1_000; i++)
            {
                logger.Log(LogLevel.Warning, new EventId(1), new string('x', 200), null, static (state, _) => state);
            }
        }

        var files = new DirectoryInfo(folder.Path).GetFiles();
        Assert.Equal(2, files.Length);
        Assert.All(files, static file => Assert.InRange(file.Length, 1, 66_000));
    }

    [Fact]
    public async Task File_ThatCannotBeWritten_EndsTheStartWithItsKey()
    {
        using var folder = new EmptyFolder();
        var taken = Path.Combine(folder.Path, "taken");
        await File.WriteAllTextAsync(taken, "", Cancel);
        await using var silo = MqantProcess.Launch(Programs.Silo, [.. ProgramArguments.Silo, $"--Mqant:Logs:File={taken}/silo-.json"]);

        Assert.StartsWith($"Mqant:Logs:File is '{taken}/silo-.json', where no log can be written: ", await silo.FailToStartAsync(), StringComparison.Ordinal);
    }
}
