using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Mqant.Gateway;
using Mqant.Tests.Infrastructure;
using Orleans.Runtime;
using Orleans.Storage;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>What developers of ASP.NET Core and Orleans expect of something that is added to a host.</summary>
public sealed class ConventionTests
{
    private static readonly string[] FreePorts =
    [
        "--Mqant:Gateway:Address=127.0.0.1",
        "--Mqant:Gateway:TcpPort=0",
        "--Mqant:Gateway:WebSocketPort=0",
        "--Mqant:Gateway:HttpPort=0",
        "--Mqant:Silo:Port=0",
        "--Mqant:Silo:GatewayPort=0",
        "--Logging:LogLevel:Default=None",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Configure_BeforeOrAfter_HasTheLastWordOverTheConfiguration(bool before)
    {
        var builder = WebApplication.CreateSlimBuilder([.. FreePorts, "--Mqant:Gateway:MaxPacketSize=1000", "--Mqant:Gateway:MaxConnections=7"]);
        if (before)
        {
            builder.Services.Configure<GatewayOptions>(options => options.MaxPacketSize = 2_000);
            builder.AddMqant();
        }
        else
        {
            builder.AddMqant();
            builder.Services.Configure<GatewayOptions>(options => options.MaxPacketSize = 2_000);
        }

        await using var app = builder.Build();

        var options = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;
        Assert.Equal((2_000, 7), (options.MaxPacketSize, options.MaxConnections));
    }

    [Fact]
    public async Task Configure_WithAValueThatIsNotAllowed_EndsTheStartWithItsKey()
    {
        var builder = WebApplication.CreateSlimBuilder(FreePorts);
        builder.AddMqant();
        builder.Services.Configure<GatewayOptions>(options => options.MaxPacketSize = 1);

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var app = builder.Build();
            await app.StartAsync(TestContext.Current.CancellationToken);
        });

        Assert.StartsWith("Mqant:Gateway:MaxPacketSize: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_ChangedWhileItRuns_Count_UnlessTheyAreNotAllowed()
    {
        var builder = WebApplication.CreateSlimBuilder([.. FreePorts, "--Mqant:Gateway:MaxRequestsPerSecond=5"]);
        builder.AddMqant();
        await using var app = builder.Build();
        var live = app.Services.GetRequiredService<LiveOptions<GatewayOptions>>();
        Assert.Equal(5, live.Value.MaxRequestsPerSecond);

        Change("7");
        Assert.Equal(7, live.Value.MaxRequestsPerSecond);

        Change("-1");
        Assert.Equal(7, live.Value.MaxRequestsPerSecond);

        void Change(string value)
        {
            app.Configuration["Mqant:Gateway:MaxRequestsPerSecond"] = value;
            ((Microsoft.Extensions.Configuration.IConfigurationRoot)app.Configuration).Reload();
        }
    }

    [Fact]
    public void AddMqant_Twice_AddsNothingMore()
    {
        var builder = WebApplication.CreateSlimBuilder(FreePorts);
        builder.Services.AddMqantGateway();
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMqant());
        var once = builder.Services.Count;

        builder.Services.AddMqantGateway();
        builder.UseOrleans(silo => silo.AddMqant());

        Assert.Equal(once, builder.Services.Count);
    }

    [Fact]
    public async Task Silo_WithoutStorage_SaysWhatToAdd()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort: FreePort.Next(), gatewayPort: FreePort.Next()).UseInMemoryReminderService().AddMqant());
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("'MqantUsers'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddMemoryGrainStorageAsDefault()", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Storage_WithAName_WinsOverDefault_AndTheOthersFallBack(bool before)
    {
        var (users, others) = (new NoStorage(), new NoStorage());
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddKeyedSingleton<IGrainStorage>("Default", others);
        if (before)
        {
            builder.Services.AddKeyedSingleton<IGrainStorage>(MqantStorage.Users, users);
        }

        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMqant());
        if (!before)
        {
            builder.Services.AddKeyedSingleton<IGrainStorage>(MqantStorage.Users, users);
        }

        using var host = builder.Build();

        Assert.Same(users, host.Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Users));
        Assert.Same(others, host.Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Groups));
        Assert.Same(others, host.Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Gateways));
        Assert.Same(others, host.Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Rooms));
    }

    [Fact]
    public void Storage_CalledDefault_ThatIsThereAlready_Stays()
    {
        var own = new NoStorage();
        var builder = WebApplication.CreateSlimBuilder([.. FreePorts, "--Mqant:Cluster:Mode=Embedded"]);
        builder.Services.AddKeyedSingleton<IGrainStorage>("Default", own);
        builder.AddMqant();
        using var app = (IDisposable)builder.Build();

        Assert.Same(own, ((WebApplication)app).Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Users));
    }

    [Fact]
    public void SiloWithModules_IsNotMadeOneWithout()
    {
        var builder = Host.CreateApplicationBuilder();

        Assert.Throws<InvalidOperationException>(() => builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMqant().AddMqantGateway()));
    }

    [Fact]
    public async Task Gateway_BeforeItsOrleansClient_SaysSo()
    {
        var builder = WebApplication.CreateSlimBuilder(FreePorts);
        builder.Services.AddMqantGateway();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(gatewayPort: FreePort.Next()).UseConnectionRetryFilter((_, _) => Task.FromResult(false)));
        await using var app = builder.Build();

        var failure = await Record.ExceptionAsync(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("UseOrleansClient comes before AddMqantGateway, which makes the client one that a gateway can live on.", Assert.IsType<InvalidOperationException>(failure).Message);
    }

    [Theory]
    [InlineData("htps://localhost:1")]
    [InlineData("http://localhost:1/base")]
    [InlineData("localhost")]
    public async Task Url_ThatIsNoAddress_EndsTheStartWithItsKey(string url)
    {
        var builder = WebApplication.CreateSlimBuilder([.. FreePorts.Where(argument => !argument.Contains("HttpPort", StringComparison.Ordinal)), "--Mqant:Cluster:Mode=Embedded", $"--urls={url}"]);
        builder.AddMqant();
        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var app = builder.Build();
            await app.StartAsync(TestContext.Current.CancellationToken);
        });

        Assert.Equal($"urls: '{url}' is no address to listen on; expected for example 'http://*:8080'.", Assert.IsType<SettingsException>(failure).Message);
    }

    [Fact]
    public async Task Start_ThatIsCancelledByItself_IsNoGracefulEnd()
    {
        await Assert.ThrowsAsync<TaskCanceledException>(() => MqantProgram.RunAsync(() =>
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Services.AddHostedService(_ => new Cancelled());
            return builder.Build();
        }));
    }

    [Fact]
    public void Role_ThatThereIsNot_IsRefused()
    {
        var builder = WebApplication.CreateSlimBuilder([.. FreePorts, "--Mqant:Role=Director"]);

        var exception = Assert.Throws<SettingsException>(() => builder.AddMqant());

        Assert.Equal("Mqant:Role is 'Director'; expected one of All, Silo, Gateway.", exception.Message);
    }

    [Fact]
    public void Role_OfAGatewayAlone_NeedsACluster()
    {
        var builder = WebApplication.CreateSlimBuilder([.. FreePorts, "--Mqant:Role=Gateway", "--Mqant:Cluster:Mode=Embedded"]);

        var exception = Assert.Throws<SettingsException>(() => builder.AddMqant());

        Assert.StartsWith("Mqant:Role is Gateway, but Mqant:Cluster:Mode is Embedded", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModuleDll_BringsServicesAndOptions()
    {
        await using var gateway = await EmbeddedGateway.StartAsync("--Brought:Word=hello");
        using var client = await GameClient.ConnectAsync(gateway);

        Assert.Equal("hello", await client.RequestAsync<string>("Brought/HD_Get"));
    }

    [Fact]
    public async Task ModuleDll_WhoseOptionsAreWrong_EndsTheStartWithTheKey()
    {
        await using var gateway = MqantProcess.Launch(Programs.Gateway, [.. ProgramArguments.Gateway, "--Brought:Wrod=hello"]);

        Assert.StartsWith("Brought:Wrod is no setting.", await gateway.FailToStartAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Demos_InACluster_AreThereOnRequestOnly()
    {
        var builder = MqantProgram.CreateBuilder(["--Mqant:Cluster:Mode=Redis"]);
        builder.AddMqantSilo();
        Mqant.Stock.StockProgram.AddStock(builder, "test", static _ => false);
        using var host = builder.Build();

        Assert.False(host.Services.GetRequiredService<IOptions<Mqant.Grains.DemoOptions>>().Value.Enabled);
        Assert.DoesNotContain(
            host.Services.GetRequiredService<IOptions<Orleans.Configuration.GrainTypeOptions>>().Value.Classes,
            grain => grain.Assembly == typeof(Mqant.Grains.DemoOptions).Assembly);
    }

    private sealed class Cancelled : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new TaskCanceledException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class NoStorage : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
    }
}
