using System.Net;
using System.Net.Sockets;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>A start that cannot succeed, for a reason outside of the process, says so in one line.</summary>
public sealed class StartFailureTests
{
    [Theory]
    [InlineData("Mqant:Gateway:TcpPort", false)]
    [InlineData("Mqant:Gateway:TcpPort", true)]
    [InlineData("Mqant:Gateway:WebSocketPort", false)]
    [InlineData("Mqant:Gateway:HttpPort", false)]
    [InlineData("Mqant:Gateway:FramedPort", false)]
    [InlineData("Mqant:Silo:Port", false)]
    [InlineData("Mqant:Silo:Port", true)]
    [InlineData("Mqant:Silo:GatewayPort", true)]
    public Task Gateway_WhosePortIsTaken_SaysWhichAndEnds(string key, bool shares)
        => AssertNamesTakenPortAsync(Programs.Gateway, ProgramArguments.Gateway, key, shares);

    [Theory]
    [InlineData("*")]
    [InlineData("localhost")]
    public Task Gateway_WhosePortIsTakenOnOneOfItsAddresses_SaysWhichAndEnds(string address)
        => AssertNamesTakenPortAsync(Programs.Gateway, [.. ProgramArguments.Gateway, $"--Mqant:Gateway:Address={address}"], "Mqant:Gateway:HttpPort", shares: false);

    [Theory]
    [InlineData("Mqant:Silo:Port", false)]
    [InlineData("Mqant:Silo:Port", true)]
    [InlineData("Mqant:Silo:GatewayPort", false)]
    [InlineData("Mqant:Silo:GatewayPort", true)]
    public Task Silo_WhosePortIsTaken_SaysWhichAndEnds(string key, bool shares)
        => AssertNamesTakenPortAsync(Programs.Silo, ProgramArguments.Silo, key, shares);

    [Fact]
    public async Task Gateway_WithOnePortForTwoListeners_SaysWhichAndEnds()
    {
        var port = FreePort.Next();
        string[] settings = [.. ProgramArguments.Gateway, $"--Mqant:Gateway:TcpPort={port}", $"--Mqant:Gateway:HttpPort={port}"];
        await using var gateway = MqantProcess.Launch(Programs.Gateway, settings);

        Assert.Equal($"Mqant:Gateway:HttpPort is {port}, but that port is taken.", await gateway.FailToStartAsync());
    }

    // RFC 5737: nobody's.
    [Theory]
    [InlineData("Mqant:Gateway:Address")]
    [InlineData("Mqant:Silo:Address")]
    public async Task Gateway_WithAnAddressOfAnotherMachine_SaysWhichAndEnds(string key)
    {
        await using var gateway = MqantProcess.Launch(Programs.Gateway, [.. ProgramArguments.Gateway, $"--{key}=192.0.2.1"]);

        Assert.Equal($"{key} is '192.0.2.1', which is no address of this machine.", await gateway.FailToStartAsync());
    }

    [Theory]
    [InlineData("Silo", "")]
    [InlineData("Silo", ",abortConnect=false,connectTimeout=500")]
    [InlineData("Client", "")]
    public async Task Gateway_WithoutRedis_SaysSoAndEnds(string join, string options)
    {
        var redis = $"127.0.0.1:{FreePort.Next()}";
        string[] settings = [.. ProgramArguments.Gateway, "--Mqant:Cluster:Mode=Redis", $"--Mqant:Cluster:Redis={redis}{options}", $"--Mqant:Gateway:Join={join}"];
        await using var gateway = MqantProcess.Launch(Programs.Gateway, settings);

        Assert.Equal($"Mqant:Cluster:Redis: no Redis answers at {redis}. One that speaks TLS needs ssl=true.", await gateway.FailToStartAsync());
    }

    [Fact]
    public async Task Silo_WithoutRedis_SaysSoAndEnds()
    {
        await using var silo = MqantProcess.Launch(Programs.Silo, [.. ProgramArguments.Silo, "--Mqant:Cluster:Redis=localhost:1,password=secret"]);

        Assert.Equal("Mqant:Cluster:Redis: no Redis answers at localhost:1. One that speaks TLS needs ssl=true.", await silo.FailToStartAsync());
    }

    [Fact]
    public async Task Silo_WhomRedisDoesNotKnow_SaysSoAndEnds()
    {
        var port = FreePort.Next();
        await using var redis = ToolProcess.Start(
            Tools.Require("redis-server", "apt-get install redis-server"), "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--requirepass", "another");
        await redis.WaitForLineAsync(line => line.Contains("Ready to accept connections", StringComparison.Ordinal));
        await using var silo = MqantProcess.Launch(Programs.Silo, [.. ProgramArguments.Silo, $"--Mqant:Cluster:Redis=127.0.0.1:{port},password=secret"]);

        Assert.Equal($"Mqant:Cluster:Redis: Redis at 127.0.0.1:{port} does not accept the user or the password.", await silo.FailToStartAsync());
    }

    private static async Task AssertNamesTakenPortAsync(string program, IEnumerable<string> settings, string key, bool shares)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, shares);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        await using var process = MqantProcess.Launch(program, [.. settings, $"--{key}={port}"]);

        Assert.Equal($"{key} is {port}, but that port is taken.", await process.FailToStartAsync());
    }
}
