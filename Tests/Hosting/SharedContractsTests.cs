using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>Two modules from outside that bring the same contracts along and call each other through them.</summary>
[Collection(nameof(UserFolder))]
public sealed class SharedContractsTests(UserFolder user)
{
    private const string Imports = """<Import Project="../Mqant.Orleans/Mqant/Module.props" />""";

    [Fact]
    public async Task Modules_ThatBringTheSameContracts_CallEachOther()
    {
        using var folder = await user.EnterAsync();
        await folder.WriteAsync("Trade/Trade.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\">{Imports}<PropertyGroup><OutputPath>bin/</OutputPath></PropertyGroup></Project>");
        await folder.WriteAsync("Trade/Trade.cs", """
            using Mqant;
            namespace Trade;
            [GameModule("Seller")]
            public interface ISeller : IGrainWithStringKey
            {
                [Handler("HD_Price")]
                ValueTask<Price> PriceAsync(Goods goods);
            }
            [GenerateSerializer]
            public record Goods([property: Id(0)] string Name);
            [GenerateSerializer]
            public record Price([property: Id(0)] int Gold);
            """);
        await folder.WriteAsync("Seller/Seller.csproj", Module());
        await folder.WriteAsync("Seller/Seller.cs", """
            using Trade;
            public class SellerGrain : Grain, ISeller
            {
                public ValueTask<Price> PriceAsync(Goods goods) => new(new Price(goods.Name.Length));
            }
            """);
        await folder.WriteAsync("Buyer/Buyer.csproj", Module());
        await folder.WriteAsync("Buyer/Buyer.cs", """
            using Mqant;
            using Trade;
            [GameModule("Buyer")]
            public interface IBuyer : IGrainWithStringKey
            {
                [Handler("HD_Ask")]
                Task<int> AskAsync(Goods goods);
            }
            public class BuyerGrain : Grain, IBuyer
            {
                public async Task<int> AskAsync(Goods goods) => (await GrainFactory.GetGrain<ISeller>(ModuleKeys.Singleton).PriceAsync(goods)).Gold;
            }
            """);
        await folder.DotnetAsync("build", "Seller", "-nodereuse:false");
        await folder.DotnetAsync("build", "Buyer", "-nodereuse:false");

        // A process of its own: Orleans would look for the contracts again in every silo that a process starts later.
        await using var gateway = MqantProcess.Launch(Programs.Gateway, [.. ProgramArguments.Gateway, $"--Mqant:ModulesPath={Path.Combine(folder.Path, "modules")}"]);
        await gateway.WaitUntilReadyAsync();
        await using var client = await GameClient.ConnectAsync(gateway);

        Assert.Equal(5, await client.RequestAsync<int>("Buyer/HD_Ask", new { Name = "sword" }));
    }

    private static string Module()
        => $"<Project Sdk=\"Microsoft.NET.Sdk\">{Imports}<ItemGroup><ProjectReference Include=\"../Trade/Trade.csproj\" /></ItemGroup></Project>";
}
