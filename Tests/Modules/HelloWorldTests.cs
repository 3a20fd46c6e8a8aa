using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>The demo module HelloWorld as its clients know it.</summary>
public sealed class HelloWorldTests(DemoGame demos) : DemoTest(demos)
{
    [Theory]
    [InlineData("""{"say":"hello"}""", "you say : hello")]
    [InlineData("""{"say":""}""", "you say : ")]
    [InlineData("""{"say":"大家好 🎉","more":[1,2]}""", "you say : 大家好 🎉")]
    [InlineData("""{}""", "say cannot be nil")]
    [InlineData("""{"say":null}""", "say cannot be nil")]
    [InlineData("""{"Say":"property names are case-sensitive"}""", "say cannot be nil")]
    public async Task Say_RepeatsWhatItWasTold(string payload, string result)
    {
        var client = await ConnectAsync();

        var reply = await client.CallAsync("HelloWorld/HD_Say", payload);

        Assert.Equal(string.Empty, reply.Error);
        Assert.Equal(result, reply.Result.GetString());
    }
}
