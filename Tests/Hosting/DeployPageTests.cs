using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway;
using Mqant.Grains;
using Mqant.Operations;
using Mqant.Stock;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The page about production: what can be tried of it without Docker and Kubernetes. Its settings, ports, periods and metrics are those of the programs.</summary>
public sealed partial class DeployPageTests(RedisServers servers)
{
    private const string RoleKey = "Mqant:Role";

    private static readonly string[] Keys = [RoleKey, Compatibility.Key, ModuleAssemblies.PathKey];

    private static readonly Dictionary<string, Type[]> Sections = new()
    {
        [GatewayOptions.SectionName] = [typeof(GatewayOptions)],
        [MqantSiloOptions.SectionName] = [typeof(MqantSiloOptions)],
        [MqantClusterOptions.SectionName] = [typeof(MqantClusterOptions)],
        [UserOptions.SectionName] = [typeof(UserOptions)],
        [PushOptions.SectionName] = [typeof(PushOptions)],
        [DemoOptions.SectionName] = [typeof(DemoOptions)],
        [TelemetryOptions.SectionName] = [typeof(TelemetryOptions), typeof(OtlpOptions)],
        [ManagementOptions.SectionName] = [typeof(ManagementOptions)],
        [LogOptions.SectionName] = [typeof(LogOptions)],
        [RoomLimits.SectionName] = [typeof(RoomLimits)],
        [AuthenticationOptions.SectionName] = [typeof(AuthenticationOptions)],
    };

    [Fact]
    public async Task Settings_OnThePage_Exist()
    {
        var names = SettingName().Matches(await ReadPageAsync()).Select(name => ToKey(name.Value)).Distinct().ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(Exists(name), name));
    }

    [Fact]
    public async Task Settings_OnThePage_HaveValuesThatAreAllowed()
    {
        var settings = ReadSettings(await ReadBlocksAsync("yaml"));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(ToConfiguration(settings)).Build();

        Assert.Equal("auto", configuration.ReadMqantOptions<MqantSiloOptions>(MqantSiloOptions.SectionName).Address);
        Assert.Equal("Redis", configuration.ReadMqantOptions<MqantClusterOptions>(MqantClusterOptions.SectionName).Mode);
        Assert.NotEqual(0, configuration.ReadMqantOptions<GatewayOptions>(GatewayOptions.SectionName).MaxRequestsPerSecond);
        Assert.False(configuration.ReadMqantOptions<DemoOptions>(DemoOptions.SectionName).Enabled);
        Assert.Equal(new TelemetryOptions().SampleRatio, configuration.ReadMqantOptions<TelemetryOptions>(TelemetryOptions.SectionName).SampleRatio);
    }

    [Theory]
    [InlineData(MqantRole.Silo)]
    [InlineData(MqantRole.Gateway)]
    public async Task Settings_OfAProgramOfOnesOwn_AreAcceptedInItsRoles(MqantRole role)
    {
        var blocks = await ReadBlocksAsync("yaml");
        var settings = ReadSettings(blocks.Where(block => !IsOfStockPrograms(block)));
        settings[RoleKey] = role.ToString();

        await CheckProgramAsync(settings);
    }

    [Fact]
    public async Task Demos_InAProgramOfOnesOwn_AreRefused()
    {
        var settings = new Dictionary<string, string> { ["Mqant:Demos:Enabled"] = "false" };

        await Assert.ThrowsAsync<SettingsException>(() => CheckProgramAsync(settings));
    }

    [Fact]
    public async Task Role_OfAStockSilo_IsRefused()
    {
        var builder = MqantProgram.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(ToConfiguration(new Dictionary<string, string> { [RoleKey] = "Silo" }));
        builder.AddMqantSilo().AddStock("test", static _ => false);

        await Assert.ThrowsAsync<SettingsException>(() => CheckAsync(builder.Configuration, builder.Services));
    }

    [Fact]
    public async Task StockPrograms_WithTheSettingsOfThePage_ServeModulesAndNoDemo()
    {
        var environment = ReadSettings((await ReadBlocksAsync("yaml")).Where(IsOfStockPrograms));
        var name = $"test-{Guid.NewGuid():N}";
        string[] apart =
        [
            $"--Mqant:Cluster:Redis={await servers.GetAddressAsync(Redis.Garnet)}",
            $"--Mqant:Cluster:ClusterId={name}",
            $"--Mqant:Cluster:ServiceId={name}",
        ];
        await using var silo = MqantProcess.Launch(Programs.Silo, [.. ProgramArguments.Silo, .. apart], environment);
        await using var gateway = MqantProcess.Launch(Programs.Gateway, [.. ProgramArguments.Gateway, .. apart], environment);
        await silo.WaitUntilReadyAsync();
        await gateway.WaitUntilReadyAsync();
        using var client = await GameClient.ConnectAsync(gateway);

        var reply = await client.CallAsync("Login/HD_Login", "{}");

        Assert.Equal("Service(type:Login) not found", reply.Error);
    }

    [Fact]
    public async Task GracePeriods_OnThePage_CoverADrain()
    {
        var options = new GatewayOptions();
        var page = await ReadPageAsync();
        var before = PreStop().Matches(page).Select(match => ReadSeconds(match)).Max();
        var periods = GracePeriod().Matches(page).Select(match => ReadSeconds(match)).ToList();

        Assert.NotEmpty(periods);
        Assert.All(periods, period => Assert.True(period > before + options.DrainTimeout + options.CallTimeout, $"{period}"));
    }

    [Fact]
    public async Task Ports_OnThePage_AreThoseThatTheImagesExpose()
    {
        var options = new GatewayOptions();
        var page = await ReadPageAsync();
        var blocks = string.Concat(Block().Matches(page).Select(block => block.Groups["text"].Value));
        var exposed = new HashSet<int>();
        foreach (var file in new[] { "Silo/Dockerfile", "Gateway/Dockerfile" })
        {
            exposed.UnionWith(ReadExposed(await File.ReadAllTextAsync(Path.Combine(Programs.Root, file), TestContext.Current.CancellationToken)));
        }

        Assert.Equal(exposed.Order(), ReadExposed(page).Order());
        Assert.Equal(exposed.Order(), Port().Matches(blocks).Select(match => ReadPort(match)).Distinct().Order());
        Assert.All(PortOfClients().Matches(blocks), match => Assert.Equal(match.Groups["name"].Value == "mqtt" ? options.TcpPort : options.WebSocketPort, ReadPort(match)));
    }

    [Fact]
    public async Task Manifests_OnThePage_AreWellFormedAndNameEachOther()
    {
        var blocks = await ReadBlocksAsync("yaml");
        var manifests = blocks.Where(block => block.Contains("apiVersion:", StringComparison.Ordinal)).SelectMany(block => block.Split("\n---\n")).ToList();

        Assert.All(blocks.SelectMany(block => block.Split('\n')), line => Assert.Matches(Indentation(), line));
        Assert.NotEmpty(manifests);
        Assert.All(manifests, manifest => Assert.Matches(ManifestHead(), manifest));
        var deployments = manifests.Select(manifest => ManifestHead().Match(manifest).Groups)
            .Where(head => head["kind"].Value == "Deployment")
            .Select(head => head["name"].Value)
            .ToList();
        var named = DeploymentName().Matches(await ReadPageAsync()).Select(match => match.Groups["name"].Value).Distinct().ToList();
        Assert.Equal(deployments.Order(), named.Order());
    }

    [Fact]
    public async Task Metrics_OnThePage_Exist()
    {
        var names = MetricName().Matches(await ReadPageAsync()).Select(match => match.Groups["name"].Value).Distinct().ToList();
        var sources = string.Concat(new[] { "Mqant", "Mqant.Gateway" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Programs.Root, folder), "*Metrics.cs", SearchOption.AllDirectories))
            .Select(file => File.ReadAllText(file)));

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"\"{name}\"", sources, StringComparison.Ordinal));
    }

    /// <summary>Whether there is a setting of this name, a section, or an element of a list or dictionary.</summary>
    internal static bool Exists(string name)
    {
        if (Keys.Contains(name))
        {
            return true;
        }

        var section = Sections.Keys.SingleOrDefault(section => name == section || name.StartsWith(section + ":", StringComparison.Ordinal));
        return section is not null && Sections[section].Any(type => Exists(type, name[section.Length..].Split(':', StringSplitOptions.RemoveEmptyEntries)));
    }

    private static bool Exists(Type type, string[] path)
    {
        if (path.Length == 0)
        {
            return true;
        }

        var part = type.IsGenericType ? type.GetGenericArguments()[^1] : type.GetProperty(path[0])?.PropertyType;
        return part is not null && Exists(part, path[1..]);
    }

    private static Task CheckProgramAsync(IReadOnlyDictionary<string, string> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(ToConfiguration(settings));
        builder.AddMqant();
        return CheckAsync(builder.Configuration, builder.Services);
    }

    private static Task CheckAsync(IConfiguration configuration, IServiceCollection services)
    {
        var sections = services.Select(service => service.ImplementationInstance).OfType<KnownSection>();
        return new ConfigurationCheck(configuration, sections).StartingAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<KeyValuePair<string, string?>> ToConfiguration(IReadOnlyDictionary<string, string> settings) =>
        settings.Select(setting => new KeyValuePair<string, string?>(ToKey(setting.Key), setting.Value));

    // As the provider of environment variables does.
    private static string ToKey(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    private static bool IsOfStockPrograms(string block) => block.Contains("Mqant__Demos__", StringComparison.Ordinal);

    private static Dictionary<string, string> ReadSettings(IEnumerable<string> blocks)
    {
        var settings = new Dictionary<string, string>();
        foreach (var block in blocks)
        {
            foreach (Match setting in Setting().Matches(block))
            {
                settings[setting.Groups["name"].Value] = setting.Groups["value"].Value;
            }
        }

        Assert.NotEmpty(settings);

        // Of the page, each container has its own.
        settings.Remove(RoleKey.Replace(":", "__", StringComparison.Ordinal));
        return settings;
    }

    private static IEnumerable<int> ReadExposed(string text) => Exposed().Matches(text)
        .SelectMany(match => match.Groups["ports"].Value.Split(' '))
        .Select(port => int.Parse(port, CultureInfo.InvariantCulture));

    private static int ReadPort(Match match) => int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture);

    private static TimeSpan ReadSeconds(Match match) => TimeSpan.FromSeconds(int.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture));

    private static Task<string> ReadPageAsync() => File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", "deploy.md"), TestContext.Current.CancellationToken);

    private static async Task<List<string>> ReadBlocksAsync(string language) =>
    [
        .. Block().Matches(await ReadPageAsync()).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["text"].Value),
    ];

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\bMqant(?:(?::|__)[A-Za-z0-9]+)+")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"^ +(?<name>Mqant__\w+): ""?(?<value>[^""\n]+)""?$", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"preStop:\s+sleep:\s+seconds: (?<seconds>\d+)")]
    private static partial Regex PreStop();

    [GeneratedRegex(@"(?:terminationGracePeriodSeconds|stop_grace_period): (?<seconds>\d+)")]
    private static partial Regex GracePeriod();

    [GeneratedRegex(@"^EXPOSE (?<ports>[\d ]+)$", RegexOptions.Multiline)]
    private static partial Regex Exposed();

    [GeneratedRegex(@"(?:[pP]ort:? | gateway:|10\.0\.0\.\d+:)(?<port>\d+)")]
    private static partial Regex Port();

    [GeneratedRegex(@"name: (?<name>mqtt|websocket)\n +(?:containerPort|port): (?<port>\d+)")]
    private static partial Regex PortOfClients();

    [GeneratedRegex(@"^(?:  )*(?:[^ \t][^\t]*)?$")]
    private static partial Regex Indentation();

    [GeneratedRegex(@"\AapiVersion: \S+\nkind: (?<kind>\w+)\nmetadata:\n  name: (?<name>\S+)\n")]
    private static partial Regex ManifestHead();

    [GeneratedRegex(@"(?:deployment/|scaleTargetRef:\n +apiVersion: apps/v1\n +kind: Deployment\n +name: )(?<name>[\w-]+)")]
    private static partial Regex DeploymentName();

    [GeneratedRegex(@"`(?<name>mqant\.[a-z_.]+)`")]
    private static partial Regex MetricName();
}
