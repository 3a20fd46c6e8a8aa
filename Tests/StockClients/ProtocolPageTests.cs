using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Pages;
using Xunit;

namespace Mqant.Tests.StockClients;

/// <summary>The page for authors of clients: its programs are run, and what clients say there is said, as they are printed.</summary>
[Collection(nameof(UserFolder))]
public sealed partial class ProtocolPageTests(UserFolder user, Browser browser)
{
    private const string Page = "docs/protocol.md";
    private const int MaxLines = 40;

    private static readonly Dictionary<string, string> Unbuffered = new() { ["PYTHONUNBUFFERED"] = "1" };

    [Fact]
    public async Task Exchange_AsWritten_GoesAsWritten()
    {
        await using var game = await TestGame.StartAsync(static options => options.AddDemos());

        await PageExchanges.FollowAsync(game.Gateway, await File.ReadAllTextAsync(Path.Combine(Programs.Root, Page), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Programs_AreShort()
    {
        using var folder = await user.EnterAsync();
        await folder.WriteFilesOfAsync(Page);

        foreach (var file in new[] { "js/client.mjs", "HelloClient/Program.cs", "python/client.py", "unity/MqantClient.cs" })
        {
            var lines = (await ReadAsync(folder, file)).Count('\n');
            Assert.True(lines <= MaxLines, $"{file} has {lines} lines.");
        }
    }

    [Fact]
    public async Task Programs_GiveUpWhereThePageSaysSo()
    {
        using var folder = await user.EnterAsync();
        var page = await folder.WriteFilesOfAsync(Page);
        var advice = CodeRow().Matches(page).SelectMany(row => Codes(row.Groups["codes"].Value).Select(code => (Code: code, Advice: row.Groups["advice"].Value))).ToArray();
        var forGood = advice.Where(row => row.Advice.Split(' ', ',', ':')[0] == "no").Select(row => row.Code).Order().ToArray();
        var mqtt = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs/mqtt.md"), TestContext.Current.CancellationToken);

        Assert.Equal(EndingCode().Matches(mqtt).Select(row => Codes(row.Value).Single()), advice.Select(row => row.Code).Order());
        foreach (var file in new[] { "js/client.mjs", "HelloClient/Program.cs", "unity/MqantClient.cs" })
        {
            Assert.Equal(forGood, Codes(await ReadAsync(folder, file)));
        }

        // It does not hear what DISCONNECT says.
        Assert.Equal(forGood.Where(code => code is not (0x8E or 0x98)), Codes(await ReadAsync(folder, "python/client.py")));
    }

    [Fact]
    public async Task MqttJs_InNode_ComesBackWhereItMust()
    {
        var node = Tools.RequireNodeWithMqttJs();
        await using var game = await MovingGame.StartAsync();
        using var folder = await EnterAsync(game);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "js", "node_modules"), Tools.Script("js/node_modules"));

        await using var program = ToolProcess.Start(node, Path.Combine(folder.Path, "js", "client.mjs"));

        await PlayAsync(game, program);
    }

    [Fact]
    public async Task MqttJs_InABrowser_ComesBackWhereItMust()
    {
        Tools.RequireNodeWithMqttJs();
        await using var game = await MovingGame.StartAsync();
        using var folder = await EnterAsync(game);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "js", "node_modules"), Tools.Script("js/node_modules"));
        await using var site = await ServeAsync(Path.Combine(folder.Path, "js"));
        await using var tab = await browser.OpenAsync("/");
        var lines = new MessageLog<string>();
        tab.Page.Console += (_, message) => lines.Add(message.Text);

        await tab.Page.GotoAsync($"{site.Urls.Single()}/index.html");

        await PlayAsync(
            game,
            (match, count) => lines.WaitForAsync(all => all.Count(line => match(line)) >= count, "lines of the browser's console"),
            () => $"The browser wrote: {string.Join(" | ", lines.Snapshot())}");
        await lines.WaitForAsync(line => line == "closed for good: duplicate login", "end");
    }

    [Fact]
    public async Task Paho_ComesBackWhereItMust()
    {
        var python = Tools.RequirePythonWithPaho();
        await using var game = await MovingGame.StartAsync();
        using var folder = await EnterAsync(game);

        await using var program = ToolProcess.Start(python, [Path.Combine(folder.Path, "python", "client.py")], Unbuffered);

        await PlayAsync(game, program);
    }

    [Fact]
    public async Task MqttNet_ComesBackWhereItMust()
    {
        await using var game = await MovingGame.StartAsync();
        using var folder = await EnterAsync(game);
        await folder.DotnetAsync("build", "HelloClient", "-nodereuse:false");

        await using var program = ToolProcess.Start(Tools.Dotnet, "exec", Path.Combine(folder.Path, "HelloClient/bin/Debug/net10.0/HelloClient.dll"));

        await PlayAsync(game, program);
    }

    /// <summary>With Unity's lines it is compiled as Unity's C#; without them it is run, with one thread that stands for Unity's main thread.</summary>
    [Fact]
    public async Task Unity_ComesBackWhereItMust()
    {
        await using var game = await MovingGame.StartAsync();
        using var folder = await EnterAsync(game);
        var script = await ReadAsync(folder, "unity/MqantClient.cs");
        await folder.WriteAsync("unity/unity.csproj", UnityProgram.Script);
        await folder.WriteAsync("unity/UnityEngine.cs", UnityProgram.Engine);
        await folder.WriteAsync("player/player.csproj", UnityProgram.Player);
        await folder.WriteAsync("player/Program.cs", UnityProgram.Main);
        await folder.WriteAsync("player/MqantClient.cs", UnityLine().Replace(script, ""));
        await folder.DotnetAsync("build", "player", "-nodereuse:false");

        await using var program = ToolProcess.Start(Tools.Dotnet, "exec", Path.Combine(folder.Path, "player/bin/Debug/net10.0/player.dll"));

        await PlayAsync(game, program);
    }

    private static async Task PlayAsync(MovingGame game, ToolProcess program)
    {
        await PlayAsync(game, program.WaitForLinesAsync, () => program.Describe("it did not play its part"));
        await program.WaitForSuccessAsync();
    }

    private static async Task PlayAsync(MovingGame game, Func<Predicate<string>, int, Task> waitForLines, Func<string> describe)
    {
        try
        {
            await PlayAsync(game, waitForLines);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(describe(), exception);
        }
    }

    // What the program prints is waited for, because what a library has received and not handed on when a connection ends may be lost.
    private static async Task PlayAsync(MovingGame game, Func<Predicate<string>, int, Task> waitForLines)
    {
        await HearAliceAsync(game.FirstWitness);
        await SeeAllAsync(count: 1);

        await game.MoveAsync();
        await waitForLines(line => line.StartsWith("""Session/OnReconnect {""", StringComparison.Ordinal), 1);
        await HearAliceAsync(game.SecondWitness);
        await SeeAllAsync(count: 2);

        await using var rival = await game.LoginAgainAsync();

        async Task SeeAllAsync(int count)
        {
            await waitForLines(line => line.Contains("you say : hello", StringComparison.Ordinal), count);
            await waitForLines(line => line.Contains("login success alice", StringComparison.Ordinal), count);
            await waitForLines(line => line.StartsWith("""Chat/OnChat {""", StringComparison.Ordinal) && line.Contains("hello all", StringComparison.Ordinal), count);
        }
    }

    // Not by the browser's own means: from a page that it was handed so, it opens no connection to this machine.
    private static async Task<WebApplication> ServeAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();
        site.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            ServeUnknownFileTypes = true,
            DefaultContentType = "text/javascript",
        });
        await site.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    private static Task HearAliceAsync(GameClient witness)
        => witness.PushAsync<JsonElement>("Chat/OnChat", push => push.GetProperty("from").GetString() == "alice");

    /// <summary>Writes the page's files, with the addresses of the game.</summary>
    private async Task<UserFolder.Visit> EnterAsync(MovingGame game)
    {
        var folder = await user.EnterAsync();
        try
        {
            await folder.WriteFilesOfAsync(Page);
            await ReplaceAsync(folder, "js/client.mjs", "localhost:3653", $"127.0.0.1:{game.WebSocketPort}");
            foreach (var file in new[] { "HelloClient/Program.cs", "python/client.py", "unity/MqantClient.cs" })
            {
                await ReplaceAsync(folder, file, "\"localhost\", 3563", $"\"127.0.0.1\", {game.TcpPort}");
            }

            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static async Task ReplaceAsync(UserFolder.Visit folder, string file, string address, string replacement)
    {
        var text = await ReadAsync(folder, file);
        Assert.Contains(address, text, StringComparison.Ordinal);
        await folder.WriteAsync(file, text.Replace(address, replacement, StringComparison.Ordinal));
    }

    private static Task<string> ReadAsync(UserFolder.Visit folder, string file)
        => File.ReadAllTextAsync(Path.Combine(folder.Path, file), TestContext.Current.CancellationToken);

    private static IEnumerable<byte> Codes(string text) => Code().Matches(text).Select(code => Convert.ToByte(code.Value, 16));

    [GeneratedRegex(@"0x[0-9A-Fa-f]{2}\b")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| (?<codes>0x[^|]*) \|[^|]*\| (?<advice>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex CodeRow();

    // A code of CONNACK or DISCONNECT, in the other page's table.
    [GeneratedRegex(@"^\| 0x(?!00)[0-9A-F]{2} (?=\| (?:CONNACK|DISCONNECT))", RegexOptions.Multiline)]
    private static partial Regex EndingCode();

    [GeneratedRegex(@"^.* // Unity\n", RegexOptions.Multiline)]
    private static partial Regex UnityLine();
}
