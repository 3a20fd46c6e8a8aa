using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>Which grain a call reaches.</summary>
public sealed class KeyTests(SharedGateway shared) : GatewayTest(shared)
{
    [Fact]
    public async Task Singleton_IsOneForEveryone()
    {
        var first = await WhoAsync(await ConnectAsync(), "KeySingleton");
        var second = await WhoAsync(await ConnectAsync(), "KeySingleton");

        Assert.Equal(first.Key, second.Key);
        Assert.True(second.Calls > first.Calls);
    }

    [Fact]
    public async Task Session_HasAGrainOfItsOwn()
    {
        var one = await ConnectAsync();
        var other = await ConnectAsync();

        var first = await WhoAsync(one, "KeySession");
        var second = await WhoAsync(one, "KeySession");
        var others = await WhoAsync(other, "KeySession");

        Assert.Equal((first.Key, 2), second);
        Assert.NotEqual(first.Key, others.Key);
    }

    [Fact]
    public async Task User_HasAGrainOfItsOwnOnEveryConnection()
    {
        var (client, user) = await LoginAsync();
        var first = await WhoAsync(client, "KeyUser");
        await client.DisconnectAsync();
        var again = await ConnectAsync();
        await again.LoginAsync(user);

        Assert.Equal((user, 1), first);
        Assert.Equal((user, 2), await WhoAsync(again, "KeyUser"));
    }

    [Fact]
    public async Task User_OfAGuest_MustLogInFirst()
    {
        var client = await ConnectAsync();

        Assert.Equal("Not Logined", (await client.CallAsync("KeyUser/HD_Who", "{}")).Error);
    }

    [Fact]
    public async Task Field_OfThePayload_IsTheKey()
    {
        var client = await ConnectAsync();
        var name = Unique("房间");

        Assert.Equal((name, 1), await WhoAsync(client, "KeyField", $$"""{"name":"{{name}}","other":[{"name":"another"}] }"""));
        Assert.Equal((name, 2), await WhoAsync(client, "KeyField", $$"""{ "other" : [1], "name" : "{{name}}" }"""));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"Name":"case"}""")]
    public async Task Field_ThatIsMissing_LeadsToOneReservedGrain(string payload)
    {
        var client = await ConnectAsync();

        Assert.Equal((await WhoAsync(client, "KeyField")).Key, (await WhoAsync(client, "KeyField", payload)).Key);
    }

    [Fact]
    public async Task Topic_NamesTheKeyWhereTheModuleAllowsIt()
    {
        var client = await ConnectAsync();
        var (inTopic, inPayload) = (Unique("topic"), Unique("payload"));

        Assert.Equal((inTopic, 1), await WhoAsync(client, $"KeyField@{inTopic}", $$"""{"name":"{{inPayload}}"}"""));
        Assert.Equal((inPayload, 1), await WhoAsync(client, "KeyField", $$"""{"name":"{{inPayload}}"}"""));
    }

    [Theory]
    [InlineData("KeySingleton@any")]
    [InlineData("KeySession@any")]
    [InlineData("KeyUser@any")]
    public async Task Topic_NamesAKeyWhereTheModuleDoesNotAllowIt_IsNoService(string module)
    {
        var client = await ConnectAsync();

        Assert.Equal($"Service(type:{module}) not found", (await client.CallAsync($"{module}/HD_Who", "{}")).Error);
    }

    [Theory]
    [InlineData("KeyField@00000000001111111111222222222233333333334444444444555555555566666")]
    [InlineData("KeyField@a\nb")]
    public async Task Topic_NamesAKeyThatIsNotAllowed_IsNoService(string module)
    {
        var client = await ConnectAsync();

        Assert.Equal($"Service(type:{module}) not found", (await client.CallAsync($"{module}/HD_Who", "{}")).Error);
    }

    [Fact]
    public async Task Topic_WithAnEmptyKey_NamesNone()
    {
        var client = await ConnectAsync();
        var name = Unique("payload");

        Assert.Equal((name, 1), await WhoAsync(client, "KeyField@", $$"""{"name":"{{name}}"}"""));
        Assert.Equal((name, 2), await WhoAsync(client, "KeyField", $$"""{"name":"{{name}}"}"""));
    }

    private static async Task<(string Key, int Calls)> WhoAsync(GameClient client, string module, string payload = "{}")
    {
        var reply = await client.CallAsync($"{module}/HD_Who", payload);
        Assert.Equal(string.Empty, reply.Error);
        return (reply.Result.GetProperty("Key").GetString()!, reply.Result.GetProperty("Calls").GetInt32());
    }
}
