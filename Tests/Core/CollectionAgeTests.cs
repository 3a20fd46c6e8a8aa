using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>How long grains stay that nothing calls.</summary>
public sealed class CollectionAgeTests
{
    [Theory]
    [InlineData(null, 900, 60)]
    [InlineData("00:00:10", 10, 5)]
    [InlineData("01:00:00", 3_600, 60)]
    public async Task Age_IsOrleansOwnUnlessItIsSet_AndLookedForOftenEnough(string? setting, int age, int quantum)
    {
        await using var game = await TestGame.StartAsync(o => o.Settings["Mqant:Silo:CollectionAge"] = setting ?? "");

        var collection = game.Gateway.Services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;

        Assert.Equal((age, quantum), (collection.CollectionAge.TotalSeconds, collection.CollectionQuantum.TotalSeconds));
    }
}
