using System.Text;
using MQTTnet.Protocol;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>What becomes of handlers' results, payloads and exceptions on the wire.</summary>
public sealed class ResultTests(SharedGateway shared) : GatewayTest(shared)
{
    [Theory]
    [InlineData("HD_String", "\"text\"")]
    [InlineData("HD_Number", "9007199254740993")]
    [InlineData("HD_Fraction", "0.5")]
    [InlineData("HD_Bool", "true")]
    [InlineData("HD_Null", "null")]
    [InlineData("HD_Nothing", "null")]
    [InlineData("HD_Object", """{"Name":"大家好","X":1,"Y":null}""")]
    [InlineData("HD_Array", "[1,2,3]")]
    [InlineData("HD_Bytes", "\"AAH+/w==\"")]
    public async Task Result_OfEveryKind_IsJsonInTheEnvelope(string handler, string json)
    {
        var client = await ConnectAsync();

        var reply = Reply.Read((await client.CallForBytesAsync($"Results/{handler}", "{}")).Text);

        Assert.Equal(string.Empty, reply.Error);
        Assert.Equal(json, reply.ResultText);
    }

    [Fact]
    public async Task RawResult_IsPublishedAsItIs()
    {
        var client = await ConnectAsync();

        var reply = await client.CallForBytesAsync("Results/HD_Raw", "{}");

        Assert.Equal([0, 1, 254, 255], reply.Payload);
    }

    [Theory]
    [InlineData("HD_String", MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData("HD_Assured", MqttQualityOfServiceLevel.AtLeastOnce)]
    public async Task Reply_HasTheQualityOfServiceThatTheHandlerAsksFor(string handler, MqttQualityOfServiceLevel expected)
    {
        var client = await ConnectAsync();

        Assert.Equal(expected, (await client.CallForBytesAsync($"Results/{handler}", "{}")).QualityOfService);
    }

    [Fact]
    public async Task Exception_MadeForTheClient_IsPassedOn()
    {
        var client = await ConnectAsync();

        Assert.Equal("not today, \"friend\"", (await client.CallAsync("Results/HD_Refuse", "{}")).Error);
    }

    [Fact]
    public async Task Exception_OfAnyOtherKind_IsOpaqueAndNamesTheTrace()
    {
        var client = await ConnectAsync();

        var reply = await client.CallAsync("Results/HD_Crash", "{}");

        Assert.Equal($"internal error (trace {reply.Trace})", reply.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("{")]
    [InlineData("""{"a":1}""")]
    [InlineData("""[1,2,3]""")]
    public async Task RawPayload_ReachesTheHandlerAsItIs(string payload)
    {
        var client = await ConnectAsync();

        Assert.Equal(payload, (await client.CallForBytesAsync("Results/HD_EchoRaw", payload)).Text);
    }

    [Fact]
    public async Task RawPayload_ThatLooksLikeJsonAndIsNot_IsReported()
    {
        var client = await ConnectAsync();

        Assert.Equal("The JSON format is incorrect", (await client.CallAsync("Results/HD_EchoRaw", "{ no JSON }")).Error);
    }

    [Fact]
    public async Task RawPayload_OfBytes_ReachesTheHandlerAsItIs()
    {
        var client = await ConnectAsync();
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

        await client.PublishAsync("Results/HD_EchoRaw/1", bytes);

        Assert.Equal(bytes, (await client.WaitForPushAsync("Results/HD_EchoRaw/1")).Payload);
    }

    [Theory]
    [InlineData("""{"Name":"大家好 🎉","list":[1,2.50,1e3,true,null,{"a":{}}]}""")]
    [InlineData("{}")]
    public async Task JsonPayload_ComesBackAsItWas(string json)
    {
        var client = await ConnectAsync();

        Assert.Equal(json, (await client.CallAsync("Results/HD_EchoJson", json)).ResultText);
    }

    [Theory]
    [InlineData("""{"Name":"a","X":1,"Y":2.5}""", """{"Name":"a","X":1,"Y":2.5}""")]
    [InlineData("""{"X":1}""", """{"Name":null,"X":1,"Y":null}""")]
    [InlineData("""{"x":1,"name":"a","X":2}""", """{"Name":null,"X":2,"Y":null}""")]
    public async Task ObjectPayload_HasPropertiesAsDeclared(string payload, string result)
    {
        var client = await ConnectAsync();

        Assert.Equal(result, (await client.CallAsync("Results/HD_EchoObject", payload)).ResultText);
    }

    [Theory]
    [InlineData("""{"X":"one"}""")]
    [InlineData("""{"X":1.5}""")]
    [InlineData("""{"X":99999999999}""")]
    [InlineData("""{"X":null}""")]
    [InlineData("""{"x":1}""")]
    [InlineData("""{"Name":{}}""")]
    public async Task ObjectPayload_ThatDoesNotFit_IsReported(string payload)
    {
        var client = await ConnectAsync();

        Assert.Equal("The JSON format is incorrect", (await client.CallAsync("Results/HD_EchoObject", payload)).Error);
    }

    [Fact]
    public async Task Handler_WithoutAPayload_TakesAnything()
    {
        var client = await ConnectAsync();

        foreach (var payload in new[] { "", "{}", "text", "[]" })
        {
            Assert.Equal("\"text\"", (await client.CallAsync("Results/HD_String", payload)).ResultText);
        }
    }

    [Fact]
    public async Task RawReply_GoesToTheResponseTopicToo()
    {
        var client = await ConnectAsync(ClientOptions.Version5);

        await client.PublishAsync(new MQTTnet.MqttApplicationMessageBuilder()
            .WithTopic("Results/HD_Raw")
            .WithResponseTopic("answers")
            .WithCorrelationData(Encoding.UTF8.GetBytes("mine"))
            .Build());
        var reply = await client.WaitForPushAsync("answers");

        Assert.Equal([0, 1, 254, 255], reply.Payload);
        Assert.Equal("mine"u8.ToArray(), reply.CorrelationData);
    }
}
