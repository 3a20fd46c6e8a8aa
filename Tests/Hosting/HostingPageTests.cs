using System.Net;
using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The page about hosting: its programs are built outside the repository and run as they are printed.</summary>
[Collection(nameof(UserFolder))]
public sealed partial class HostingPageTests(UserFolder user, RedisServers servers)
{
    [Fact]
    public async Task Programs_AsWritten_Work()
    {
        using var folder = await user.EnterAsync();
        await folder.WriteFilesOfAsync("docs/hosting.md");
        foreach (var project in new[] { "Arena/Arena.csproj", "Parts/Parts.csproj" })
        {
            await TakePackagesFromSourcesAsync(folder, project);
            await folder.DotnetAsync("build", project, "-nodereuse:false", "-p:WarningLevel=0");
        }

        await RunWholeGameAsync(folder);
        await RunRolesAsync(folder, await servers.GetAddressAsync(Redis.Garnet));
        await RunPartsAsync(folder);
    }

    private static async Task RunWholeGameAsync(UserFolder.Visit folder)
    {
        await using var arena = await Application.StartAsync(folder, "Arena", "--Mqant:Silo:Port=0", "--Mqant:Silo:GatewayPort=0");
        using var client = await GameClient.ConnectAsync(arena);

        Assert.Equal("wrong password", (await client.CallAsync("Login/HD_Login", new { User = "alice", Password = "guess" })).Error);
        Assert.Equal("Welcome, alice", await client.RequestAsync<string>("Login/HD_Login", new { User = "alice", Password = "secret" }));

        Assert.Equal("true", await arena.GetAsync("/admin/online/alice"));
        Assert.Equal("false", await arena.GetAsync("/admin/online/bob"));
        Assert.Equal("Healthy", await arena.GetAsync("/health/live"));
    }

    private static async Task RunRolesAsync(UserFolder.Visit folder, string redis)
    {
        var id = UniqueName.For("roles");
        Task<Application> StartAsync(string role) => Application.StartAsync(
            folder,
            "Arena",
            $"--Mqant:Role={role}",
            "--Mqant:Cluster:Mode=Redis",
            $"--Mqant:Cluster:Redis={redis}",
            $"--Mqant:Cluster:ClusterId={id}",
            $"--Mqant:Cluster:ServiceId={id}",
            "--Mqant:Silo:Port=0",
            "--Mqant:Silo:GatewayPort=0");
        await using var silo = await StartAsync("Silo");
        await using var gateway = await StartAsync("Gateway");
        await using var both = await StartAsync("All");
        using var alice = await GameClient.ConnectAsync(gateway);
        using var bob = await GameClient.ConnectAsync(both);
        await alice.RequestAsync("Login/HD_Login", new { User = "alice", Password = "secret" });
        await bob.RequestAsync("Login/HD_Login", new { User = "bob", Password = "secret" });

        Assert.Equal("true", await silo.GetAsync("/admin/online/alice"));
        Assert.Equal("true", await silo.GetAsync("/admin/online/bob"));
        Assert.Equal("true", await both.GetAsync("/admin/online/alice"));
    }

    private static async Task RunPartsAsync(UserFolder.Visit folder)
    {
        await using var silo = await Application.StartAsync(folder, "Parts", "--Part=silo");
        await using var member = await Application.StartAsync(folder, "Parts", "--Part=member");
        await using var client = await Application.StartAsync(folder, "Parts", "--Part=client");
        using var first = await GameClient.ConnectAsync(member);
        Assert.Equal("{\"count\":1}", (await first.CallAsync("Dice/HD_Roll", "{}")).ResultText);

        // Code has the last word: the page says so.
        using var second = await GameClient.ConnectAsync(client.At(1883));
        Assert.Equal("{\"count\":2}", (await second.CallAsync("Dice/HD_Roll", "{}")).ResultText);
    }

    private static async Task TakePackagesFromSourcesAsync(UserFolder.Visit folder, string project)
    {
        var path = Path.Combine(folder.Path, project);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        await folder.WriteAsync(project, OwnPackage().Replace(text, $"<ProjectReference Include=\"../{UserFolder.Clone}/$1/$1.csproj\" />"));
    }

    [GeneratedRegex(@"<PackageReference Include=""(Mqant[\w.]*)"" Version=""[\d.]+"" />")]
    private static partial Regex OwnPackage();

    /// <summary>An application of the page, on free ports where it does not say otherwise.</summary>
    private sealed class Application(ToolProcess process, HttpClient http, int tcp, int webSocket) : IGateway, IAsyncDisposable
    {
        public IPEndPoint Tcp => new(IPAddress.Loopback, tcp);

        public IPEndPoint WebSocket => new(IPAddress.Loopback, webSocket);

        public IPEndPoint Http => new(IPAddress.Loopback, http.BaseAddress!.Port);

        public static async Task<Application> StartAsync(UserFolder.Visit folder, string project, params IEnumerable<string> settings)
        {
            var (tcp, webSocket, port) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
            var process = ToolProcess.Start(
                Tools.Dotnet,
                [
                    "exec", Path.Combine(folder.Path, project, "bin", "Debug", "net10.0", $"{project}.dll"),
                    $"--urls=http://127.0.0.1:{port}",
                    "--Mqant:Gateway:Address=127.0.0.1",
                    $"--Mqant:Gateway:TcpPort={tcp}",
                    $"--Mqant:Gateway:WebSocketPort={webSocket}",
                    .. settings,
                ],
                environment: null,
                folder.Path);
            var application = new Application(process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") }, tcp, webSocket);
            await process.WaitForLineAsync(line => line.Contains("Application started", StringComparison.Ordinal));
            await Until.TrueAsync(async () => (await application.GetStatusAsync("/health/ready")) is HttpStatusCode.OK or HttpStatusCode.NotFound);
            return application;
        }

        public Task<string> GetAsync(string path) => http.GetStringAsync(path, TestContext.Current.CancellationToken);

        public Application At(int port) => new(process, http, port, webSocket);

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await process.DisposeAsync();
        }

        private async Task<HttpStatusCode> GetStatusAsync(string path)
        {
            using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }
}
