using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>A module that stores state, and its next version, in which the stored classes have other properties, names and assemblies.</summary>
[Collection(nameof(UserFolder))]
public sealed class StoredStateUpgradeTests(UserFolder user, RedisServers servers)
{
    private const string Import = """<Import Project="../Mqant.Orleans/Mqant/Module.props" />""";

    private const string Grain = """
        using Mqant;
        [GameModule("Vault")]
        public interface IVault : IGrainWithStringKey
        {
            [Handler("HD_Put")] Task PutAsync(Thing thing);
            [Handler("HD_Look")] ValueTask<string> LookAsync();
        }
        [GenerateSerializer]
        public record Thing([property: Id(0)] string Name, [property: Id(1)] int Edge);

        """;

    private const string First = """
        [GenerateSerializer]
        public class Contents
        {
            [Id(0)] public int Count { get; set; }
            [Id(1)] public string Note { get; set; } = "";
            [Id(2)] public List<Item> Items { get; set; } = [];
        }
        [GenerateSerializer]
        public abstract class Item
        {
            [Id(0)] public string Name { get; set; } = "";
        }
        [GenerateSerializer, Alias("vault.Sword")]
        public class Sword : Item
        {
            [Id(0)] public int Edge { get; set; }
        }
        public class VaultGrain([PersistentState("vault")] IPersistentState<Contents> vault) : Grain, IVault
        {
            public Task PutAsync(Thing thing)
            {
                vault.State.Count++;
                vault.State.Note = "gone";
                vault.State.Items.Add(new Sword { Name = thing.Name, Edge = thing.Edge });
                return vault.WriteStateAsync();
            }
            public ValueTask<string> LookAsync() => new($"{vault.State.Count} {vault.State.Items.Count}");
        }
        """;

    private const string Sloppy = """

        [GenerateSerializer]
        public class Sloppy
        {
            [Id(0)] public int Gold { get; set; }
            public int Gems { get; set; }
        }
        """;

    private const string Next = """
        namespace Things;
        [GenerateSerializer]
        public class Hoard
        {
            [Id(0)] public int Number { get; set; }
            [Id(2)] public List<Possession> Items { get; set; } = [];
            [Id(3)] public int Lock { get; set; } = 42;
        }
        [GenerateSerializer]
        public abstract class Possession
        {
            [Id(0)] public string Title { get; set; } = "";
        }
        [GenerateSerializer, Alias("vault.Sword")]
        public class Blade : Possession
        {
            [Id(0)] public int Sharpness { get; set; }
        }
        """;

    private const string NextGrain = """
        public class VaultGrain([PersistentState("vault")] IPersistentState<Things.Hoard> vault) : Grain, IVault
        {
            public Task PutAsync(Thing thing) => throw new GameException("full");
            public ValueTask<string> LookAsync()
            {
                var blade = (Things.Blade)vault.State.Items[0];
                return new($"{vault.State.Number} {blade.Title} {blade.Sharpness} {vault.State.Lock}");
            }
        }
        """;

    private static readonly string Project = $"<Project Sdk=\"Microsoft.NET.Sdk\">{Import}</Project>";

    [Fact]
    public async Task State_WhoseClassesWereRenamedAndMovedToAnotherAssembly_IsRead()
    {
        using var folder = await user.EnterAsync();
        await folder.WriteAsync("Vault/Vault.csproj", Project);
        await folder.WriteAsync("Vault/Vault.cs", Grain + First + Sloppy);
        Assert.Contains("warning ORLEANS0004", await folder.DotnetAsync("build", "Vault", "-nodereuse:false", "-p:RunAnalyzers=true"), StringComparison.Ordinal);
        await folder.WriteAsync("Things/Things.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\">{Import}<PropertyGroup><OutputPath>bin/</OutputPath></PropertyGroup></Project>");
        await folder.WriteAsync("Things/Things.cs", Next);
        await folder.WriteAsync(
            "Vault/Vault.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\">{Import}<ItemGroup><ProjectReference Include=\"../Things/Things.csproj\" /></ItemGroup></Project>");
        await folder.WriteAsync("Vault/Vault.cs", Grain + NextGrain);
        var next = Path.Combine(folder.Path, "modules-next");
        await folder.DotnetAsync("build", "Vault", $"-p:ModulesFolder={next}", "-nodereuse:false");

        foreach (var redis in new[] { Redis.Garnet, Redis.RedisServer })
        {
            string[] settings =
            [
                "--Mqant:Cluster:Mode=Redis",
                $"--Mqant:Cluster:Redis={await servers.GetAddressAsync(redis)}",
                $"--Mqant:Cluster:ClusterId=test-{Guid.NewGuid():N}",
                $"--Mqant:Cluster:ServiceId=test-{Guid.NewGuid():N}",
            ];
            await using var old = await MqantProcess.StartSiloAsync([.. settings, $"--Mqant:ModulesPath={Path.Combine(folder.Path, "modules")}"]);
            await using var gateway = await MqantProcess.StartGatewayAsync(settings);
            await using var client = await GameClient.ConnectAsync(gateway);
            await client.RequestAsync("Vault/HD_Put", new { Name = "Sting", Edge = 9 });
            Assert.Equal("1 1", await client.RequestAsync<string>("Vault/HD_Look"));

            await using var silo = await MqantProcess.StartSiloAsync([.. settings, $"--Mqant:ModulesPath={next}"]);
            await old.StopAsync();

            Assert.Equal("1 Sting 9 42", await client.RequestAsync<string>("Vault/HD_Look"));
        }
    }
}
