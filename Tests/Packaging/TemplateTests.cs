using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Pages;
using Xunit;

namespace Mqant.Tests.Packaging;

/// <summary>The packages, and what the templates make of them: used as a person uses them who has nothing else.</summary>
public sealed class TemplateTests(MadeFromTemplates made, Browser browser) : IClassFixture<MadeFromTemplates>
{
    [Theory]
    [InlineData("Mqant")]
    [InlineData("Mqant.Gateway")]
    [InlineData("Mqant.Operations")]
    [InlineData("Mqant.Redis")]
    [InlineData("Mqant.Testing")]
    public async Task Package_HasWhatItsUsersLookFor(string id)
    {
        await using var package = await OpenAsync($"{id}.{MadeFromTemplates.Version}.nupkg");
        var metadata = await ReadMetadataAsync(package, id);

        Assert.Equal(MadeFromTemplates.Version, metadata["version"]);
        Assert.Equal("Apache-2.0", metadata["license"]);
        Assert.NotEmpty(metadata["description"]);
        Assert.NotEmpty(metadata["tags"]);
        string[] wanted = [metadata["readme"], metadata["icon"], $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"];
        Assert.Empty(wanted.Except(package.Entries.Select(entry => entry.FullName)));
        await using var symbols = await OpenAsync($"{id}.{MadeFromTemplates.Version}.snupkg");
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{id}.pdb");
    }

    [Fact]
    public async Task Game_Tests_Pass()
    {
        var output = await made.DotnetAsync("test", MadeFromTemplates.Game, "--no-build");

        Assert.Matches(@"Passed!\s+- Failed:\s+0, Passed:\s+[1-9]", output);
    }

    [Fact]
    public async Task Game_WithoutAnySetting_ServesItsPageAndClients()
    {
        var program = Tools.Require("mosquitto_rr", "apt-get install mosquitto-clients");
        await using var game = await MadeGame.StartAsync(made, ["Login", "Coins"]);
        using var http = new HttpClient { BaseAddress = new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", game.Http.Port).Uri };

        var output = await ToolProcess.RunAsync(
            program, "-p", $"{game.Tcp.Port}", "-t", "Login/HD_Register/1", "-e", "Login/HD_Register/1", "-m", """{"Name":"ada","Password":"open sesame"}""");

        Assert.Equal("ada", Reply.Read(output.Trim()).Result.GetString());
        Assert.Contains("<title>StarFleet</title>", await GetAsync("/"), StringComparison.Ordinal);
        Assert.Contains("class Client", await GetAsync("/mqtt.js"), StringComparison.Ordinal);
        Assert.Equal(game.WebSocket.Port, JsonDocument.Parse(await GetAsync("/config.json")).RootElement.GetProperty("webSocketPort").GetInt32());
        Assert.Equal("Healthy", await GetAsync("/health/live"));
        await using var ada = await GameClient.ConnectAsync(game);
        await ada.RequestAsync("Login/HD_Login", new { Name = "ada", Password = "open sesame" });
        Assert.Equal("true", await GetAsync("/admin/online/ada"));
        Assert.Equal("false", await GetAsync("/admin/online/bob"));

        Task<string> GetAsync(string path) => http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Game_Page_PlaysWithoutAnotherScript()
    {
        Tools.RequireChromium();
        await using var game = await MadeGame.StartAsync(made, ["Login", "Coins"]);
        await using var tab = await browser.OpenAsync("/", Tab.Phone, game);
        await tab.WaitForTextAsync("Log in, or choose a name and a password of 8 characters or more.");

        await tab.Page.GetByPlaceholder("Name").FillAsync("eve");

        // Longer than a packet whose length is one byte.
        await tab.Page.GetByPlaceholder("Password").FillAsync(new string('x', 128));
        await tab.Page.GetByText("New player").ClickAsync();
        await tab.WaitForTextAsync("Playing as eve.");
        var player = tab.Page.GetByTitle("eve");
        var place = await player.EvaluateAsync<string>("piece => piece.style.left");
        await tab.Page.Keyboard.PressAsync(place == "0%" ? "ArrowRight" : "ArrowLeft");

        await tab.WaitUntilAsync("place => document.querySelector('.player').style.left !== place", place);
        await tab.AssertFitsAsync();
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task Module_IsLaidOutAlone_AndTheGameLoadsIt()
    {
        Assert.Equal(
            [$"{MadeFromTemplates.Module}.deps.json", $"{MadeFromTemplates.Module}.dll", $"{MadeFromTemplates.Module}.pdb"],
            Directory.EnumerateFiles(Path.Combine(made.Modules, MadeFromTemplates.Module)).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        await using var game = await MadeGame.StartAsync(
            made, ["Login", MadeFromTemplates.Module], $"--Mqant:ModulesPath={made.Modules}", $"--{MadeFromTemplates.Module}:Capacity=1");
        await using var client = await GameClient.ConnectAsync(game);
        await client.RequestAsync("Login/HD_Register", new { Name = "ada", Password = "open sesame" });

        Assert.Equal(1, await client.RequestAsync<int>($"{MadeFromTemplates.Module}/HD_Put", new { Name = "lamp" }));
        Assert.Equal("it is full", (await client.CallAsync($"{MadeFromTemplates.Module}/HD_Put", new { Name = "rope" })).Error);
        Assert.Equal(["lamp"], await client.RequestAsync<string[]>($"{MadeFromTemplates.Module}/HD_List"));
    }

    private static async Task<Dictionary<string, string>> ReadMetadataAsync(ZipArchive package, string id)
    {
        await using var nuspec = await package.GetEntry($"{id}.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        var document = await XDocument.LoadAsync(nuspec, LoadOptions.None, TestContext.Current.CancellationToken);
        return document.Root!.Elements().Single().Elements().ToDictionary(element => element.Name.LocalName, element => element.Value);
    }

    private Task<ZipArchive> OpenAsync(string file) => ZipFile.OpenReadAsync(Path.Combine(made.Feed, file), TestContext.Current.CancellationToken);
}
