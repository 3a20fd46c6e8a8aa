using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>Settings: where they come from, and what wrong ones do.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Mqant:Cluster:Mode", "Nonsense")]
    [InlineData("Mqant:Cluster:ClusterId", "")]
    [InlineData("Mqant:Cluster:ServiceId", "")]
    [InlineData("Mqant:Gateway:Join", "Nonsense")]
    [InlineData("Mqant:Gateway:Join", "7")]
    [InlineData("Mqant:Gateway:Address", "not an address")]
    [InlineData("Mqant:Gateway:Address", "")]
    [InlineData("Mqant:Gateway:TcpPort", "65536")]
    [InlineData("Mqant:Gateway:TcpPort", "-2")]
    [InlineData("Mqant:Gateway:TcpPort", "many")]
    [InlineData("Mqant:Gateway:WebSocketPort", "65536")]
    [InlineData("Mqant:Gateway:HttpPort", "65536")]
    [InlineData("Mqant:Gateway:FramedPort", "65536")]
    [InlineData("Mqant:Demos:Pages", "sometimes")]
    [InlineData("Mqant:Gateway:ClientIdTakeover", "Sometimes")]
    [InlineData("Mqant:Gateway:MaxPacketSize", "1")]
    [InlineData("Mqant:Gateway:MaxConnectPacketSize", "1")]
    [InlineData("Mqant:Gateway:ConnectTimeout", "00:00:00")]
    [InlineData("Mqant:Gateway:MaxRequestsInFlight", "0")]
    [InlineData("Mqant:Gateway:CallTimeout", "soon")]
    [InlineData("Mqant:Gateway:CallTimeout", "00:01:01")]
    [InlineData("Mqant:Gateway:DrainTimeout", "01:00:01")]
    [InlineData("Mqant:Gateway:DrainTimeout", "-00:00:01")]
    [InlineData("Mqant:Gateway:MaxOutboundMessages", "0")]
    [InlineData("Mqant:Gateway:MaxOutboundBytes", "0")]
    [InlineData("Mqant:Gateway:SlowConsumerTimeout", "-00:00:01")]
    [InlineData("Mqant:Gateway:MaxConnections", "0")]
    [InlineData("Mqant:Gateway:MaxConnectionsPerAddress", "-1")]
    [InlineData("Mqant:Gateway:MaxNewKeysPerMinute", "0")]
    [InlineData("Mqant:Gateway:MaxRequestsPerSecond", "-1")]
    [InlineData("Mqant:Gateway:MaxBytesPerSecond", "-1")]
    [InlineData("Mqant:Gateway:Limits:MemoryShare", "0.9")]
    [InlineData("Mqant:Gateway:Limits:MaxSokets", "100")]
    [InlineData("Mqant:Gateway:AllowedOrigins:0", "https://game.example/")]
    [InlineData("Mqant:Rooms:GuestShare", "2")]
    [InlineData("Mqant:Users:MaxSettings", "0")]
    [InlineData("Mqant:Silo:Port", "65536")]
    [InlineData("Mqant:Silo:GatewayPort", "-1")]
    [InlineData("Mqant:Silo:Address", "not an address")]
    [InlineData("Mqant:ModulesPath", "/there/is/no/such/folder")]
    [InlineData("Mqant:ModulePath", "modules")]
    [InlineData("Mqant:Gateway:TcpPrt", "3563")]
    [InlineData("Mqant:Gateway:Transport", "Quic")]
    [InlineData("Mqant:Cluster:Transport", "Quic")]
    [InlineData("Mqant:Silo:CallTimeout", "00:00:03")]
    [InlineData("Logging:LogLevel:Default", "Loud")]
    [InlineData("Mqant:Compatibility", "skynet")]
    [InlineData("Mqant:Telemetry:OtlpEndpoint", "localhost:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost")]
    [InlineData("Mqant:Demos:AnyPasswordLogin", "perhaps")]
    [InlineData("Mqant:Users:DuplicateLogin", "Sometimes")]
    [InlineData("Mqant:Users:SettingsExpiry", "00:00:00")]
    public Task Gateway_WithAWrongValue_StopsAndNamesTheKey(string key, string value) => AssertStopsAsync(Programs.Gateway, ProgramArguments.Gateway, key, value);

    [Theory]
    [InlineData("Mqant:Cluster:Redis", "")]
    [InlineData("Mqant:Cluster:Redis", "localhost:notaport")]
    public Task ClusteredGateway_WithAWrongValue_StopsAndNamesTheKey(string key, string value)
        => AssertStopsAsync(Programs.Gateway, [.. ProgramArguments.Gateway, "--Mqant:Cluster:Mode=Redis"], key, value);

    [Theory]
    [InlineData("Mqant:Cluster:Mode", "Nonsense")]
    [InlineData("Mqant:Cluster:Redis", "")]
    [InlineData("Mqant:Cluster:Redis", "localhost:notaport")]
    [InlineData("Mqant:Cluster:ClusterId", "")]
    [InlineData("Mqant:Cluster:ServiceId", "")]
    [InlineData("Mqant:Silo:Port", "many")]
    [InlineData("Mqant:Silo:GatewayPort", "65536")]
    [InlineData("Mqant:Silo:Address", "not an address")]
    [InlineData("Mqant:Silo:CallTimeout", "00:00:00")]
    [InlineData("Mqant:Silo:CallTimeout", "00:01:01")]
    [InlineData("Mqant:Silo:CollectionAge", "00:00:09")]
    [InlineData("Mqant:Silo:Gateway", "30000")]
    [InlineData("Mqant:ModulesPath", "/there/is/no/such/folder")]
    [InlineData("Mqant:ModulePath", "modules")]
    [InlineData("Mqant:Compatibility", "skynet")]
    [InlineData("Mqant:Demos:AnyPasswordLogin", "perhaps")]
    public Task Silo_WithAWrongValue_StopsAndNamesTheKey(string key, string value) => AssertStopsAsync(Programs.Silo, ProgramArguments.Silo, key, value);

    [Fact]
    public async Task Gateway_TakesSettingsFromTheEnvironment()
    {
        var port = FreePort.Next();
        var arguments = ProgramArguments.Gateway.Where(setting => !setting.Contains("TcpPort", StringComparison.Ordinal));
        var environment = new Dictionary<string, string> { ["Mqant__Gateway__TcpPort"] = $"{port}" };
        await using var gateway = MqantProcess.Launch(Programs.Gateway, arguments, environment);

        await gateway.WaitUntilReadyAsync();

        Assert.Equal(port, gateway.Tcp.Port);
    }

    [Theory]
    [InlineData("Mqant__Authentication__Guests", "false", "Mqant:Authentication:Guests has one value, but has settings of its own: Allowed.")]
    [InlineData("Mqant__Gateway__AllowedOrigins", "https://game.example", "Mqant:Gateway:AllowedOrigins has one value, but is a list, whose first element is Mqant:Gateway:AllowedOrigins:0.")]
    [InlineData("Mqant__Demos", "false", "Mqant:Demos has one value, but has settings of its own: ")]
    public async Task Gateway_WithOneValueWhereThereAreMore_SaysWhatIsExpectedAndEnds(string variable, string value, string message)
    {
        await using var gateway = MqantProcess.Launch(Programs.Gateway, ProgramArguments.Gateway, new Dictionary<string, string> { [variable] = value });

        Assert.StartsWith(message, await gateway.FailToStartAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_PrefersTheCommandLineToTheEnvironment()
    {
        var environment = new Dictionary<string, string> { ["Mqant__Gateway__TcpPort"] = "not a port" };
        await using var gateway = MqantProcess.Launch(Programs.Gateway, ProgramArguments.Gateway, environment);

        await gateway.WaitUntilReadyAsync();

        Assert.NotEqual(0, gateway.Tcp.Port);
    }

    [Fact]
    public async Task Gateway_WhoseLoginNeedsAPassword_DoesNotBelieveEveryone()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync("--Mqant:Demos:AnyPasswordLogin=false");
        using var client = await GameClient.ConnectAsync(gateway);

        var login = await client.CallAsync("Login/HD_Login", new { userName = "somebody", passWord = "secret" });
        var join = await client.CallAsync("Chat/HD_JoinChat", new { roomName = "lobby" });

        Assert.NotEmpty(login.Error);
        Assert.Equal("必须先登录账号", join.Error);
    }

    private static async Task AssertStopsAsync(string program, IEnumerable<string> settings, string key, string value)
    {
        var others = settings.Where(setting => !setting.StartsWith($"--{key}=", StringComparison.Ordinal));
        await using var process = MqantProcess.Launch(program, [.. others, $"--{key}={value}"]);

        Assert.Contains(key, await process.FailToStartAsync(), StringComparison.Ordinal);
    }
}
