using System.Text;
using MQTTnet.Protocol;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>The reply's envelope and its error texts, to the letter.</summary>
public sealed class ReplyTests(SharedGateway shared) : GatewayTest(shared)
{
    private const string BadTopic = "Topic must be [moduleType@moduleID]/[handler]|[moduleType@moduleID]/[handler]/[msgid]";
    private const string BadJson = "The JSON format is incorrect";
    private const string LoginFirst = "必须先登录账号";

    [Fact]
    public async Task Success_IsAnEnvelopeOfThreeKeys()
    {
        var client = await ConnectAsync();

        var reply = await client.CallForBytesAsync("HelloWorld/HD_Say", """{"say":"hello"}""");

        Assert.Matches("""^\{"Trace":"[0-9a-f]{32}","Error":"","Result":"you say : hello"\}$""", reply.Text);
        Assert.Equal(MqttQualityOfServiceLevel.AtMostOnce, reply.QualityOfService);
    }

    [Fact]
    public async Task Error_IsAnEnvelopeWithANullResult()
    {
        var client = await ConnectAsync();

        var reply = await client.CallForBytesAsync("Nowhere/HD_Say", "{}");

        Assert.Matches("""^\{"Trace":"[0-9a-f]{32}","Error":"Service\(type:Nowhere\) not found","Result":null\}$""", reply.Text);
    }

    [Theory]
    [InlineData("大家好")]
    [InlineData("🎉👩‍👩‍👧")]
    [InlineData("< > & ' + ` / =")]
    public async Task Text_IsUtf8AsItIs(string say)
    {
        var client = await ConnectAsync();

        var reply = await client.CallForBytesAsync("HelloWorld/HD_Say", $$"""{"say":"{{say}}"}""");

        AssertResultBytes($"\"you say : {say}\"", reply.Payload);
    }

    [Fact]
    public async Task Text_OfRareCharacters_IsUtf8AsItIs()
    {
        const string say = "\u007f\u0085\u00a0\u00ad\u2028\u2029\ufeff\ue000\uffff";
        var client = await ConnectAsync();

        var reply = await client.CallForBytesAsync("HelloWorld/HD_Say", $$"""{"say":"{{say}}"}""");

        AssertResultBytes($"\"you say : {say}\"", reply.Payload);
    }

    [Theory]
    [InlineData("a \\\" quote", "a \\\" quote")]
    [InlineData("a \\\\ backslash", "a \\\\ backslash")]
    [InlineData("a \\n line \\r end \\t tab", "a \\n line \\r end \\t tab")]
    [InlineData("a \\u0001 control", "a \\u0001 control")]
    [InlineData("escaped \\u5927\\u5bb6 \\ud83c\\udf89 \\/", "escaped 大家 🎉 /")]
    public async Task Text_IsEscapedOnlyWhereJsonNeedsIt(string sent, string returned)
    {
        var client = await ConnectAsync();

        var reply = await client.CallForBytesAsync("HelloWorld/HD_Say", $$"""{"say":"{{sent}}"}""");

        AssertResultBytes($"\"you say : {returned}\"", reply.Payload);
    }

    [Fact]
    public async Task ErrorText_WithWhatTheClientSent_IsEscapedOnlyWhereJsonNeedsIt()
    {
        var client = await ConnectAsync();

        var reply = await client.CallForBytesAsync("没有\"\\🎉/HD_Say", "{}");

        Assert.Matches("""^\{"Trace":"[0-9a-f]{32}","Error":"Service\(type:没有\\"\\\\🎉\) not found","Result":null\}$""", reply.Text);
    }

    [Fact]
    public async Task Trace_DiffersFromCallToCall()
    {
        var client = await ConnectAsync();

        var first = await client.CallAsync("HelloWorld/HD_Say", new { say = "a" });
        var second = await client.CallAsync("HelloWorld/HD_Say", new { say = "a" });

        Assert.NotEqual(first.Trace, second.Trace);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("HD_Say")]
    [InlineData("大家好")]
    public async Task FewerThanTwoSegments_AreAlwaysAnswered(string topic)
    {
        var client = await ConnectAsync();

        Assert.Equal(BadTopic, (await client.CallOnTopicAsync(topic, "{}")).Error);
    }

    [Theory]
    [InlineData("HelloWorld://x/HD_Say?msg_id=7")]
    [InlineData("HelloWorld://x/HD_Say?a=1&msg_id=7")]
    [InlineData("HelloWorld://x/HD_Say?msg_id")]
    [InlineData("HelloWorld://x?msg_id=7")]
    [InlineData("HelloWorld://x/1/2/3/4/5/6/7?msg_id=7")]
    public async Task UriTopic_WithAMessageId_IsAnsweredAsABadOne(string topic)
    {
        var client = await ConnectAsync();

        Assert.Equal(BadTopic, (await client.CallOnTopicAsync(topic, """{"say":"hello"}""")).Error);
    }

    [Theory]
    [InlineData("HelloWorld://x/HD_Say")]
    [InlineData("HelloWorld://x/HD_Say?")]
    [InlineData("HelloWorld://x/HD_Say?msg_ids=7&xmsg_id=8")]
    [InlineData("HelloWorld://x")]
    public async Task UriTopic_WithoutAMessageId_IsNotAnswered(string topic)
    {
        var client = await ConnectAsync();

        await client.PublishAsync(topic, """{"say":"hello"}""");
        await client.CallAsync("HelloWorld/HD_Say", new { say = "after" });

        Assert.Single(client.Messages.Snapshot());
    }

    [Fact]
    public async Task EmptyKey_IsNoKey()
    {
        var client = await ConnectAsync();

        Assert.Equal("you say : hello", (await client.CallAsync("HelloWorld@/HD_Say", new { say = "hello" })).Result.GetString());
    }

    [Theory]
    [InlineData("Login/HD_Robot", "null")]
    [InlineData("Login/HD_Robot", "")]
    [InlineData("XaXb/HD_Hello", "null")]
    [InlineData("XaXb/HD_Hello", "")]
    public async Task Payload_ThatIsNone_IsTakenByAHandlerThatNeedsNone(string handler, string payload)
    {
        var client = await ConnectAsync();

        Assert.Equal(string.Empty, (await client.CallAsync(handler, payload)).Error);
    }

    [Fact]
    public async Task Topic_LongerOrDeeperThanTheLimit_IsAlwaysAnsweredAsABadOne()
    {
        var client = await ConnectAsync();

        foreach (var topic in new[] { "HelloWorld/HD_Say/".PadRight(1_025, '1'), "HelloWorld/HD_Say/3/4/5/6/7/8/9" })
        {
            Assert.Equal(BadTopic, (await client.CallOnTopicAsync(topic, "{}")).Error);
        }
    }

    [Fact]
    public async Task Topic_OfTheLongestLength_IsAnswered()
    {
        var client = await ConnectAsync();

        var reply = await client.CallOnTopicAsync("HelloWorld/HD_Say/".PadRight(1_024, '1'), """{"say":"hello"}""");

        Assert.Equal("you say : hello", reply.Result.GetString());
    }

    [Theory]
    [InlineData("HelloWorld/Say", "Method(Say) must begin with 'HD_'")]
    [InlineData("HelloWorld/hd_Say", "Method(hd_Say) must begin with 'HD_'")]
    [InlineData("HelloWorld/HDSay", "Method(HDSay) must begin with 'HD_'")]
    [InlineData("HelloWorld/", "Method() must begin with 'HD_'")]
    [InlineData("HelloWorld/说", "Method(说) must begin with 'HD_'")]
    [InlineData("Nowhere/HD_Say", "Service(type:Nowhere) not found")]
    [InlineData("helloworld/HD_Say", "Service(type:helloworld) not found")]
    [InlineData("/HD_Say", "Service(type:) not found")]
    [InlineData("HelloWorld@key/HD_Say", "Service(type:HelloWorld@key) not found")]
    [InlineData("Login@key/HD_Login", "Service(type:Login@key) not found")]
    [InlineData("Nowhere@key/HD_Say", "Service(type:Nowhere@key) not found")]
    [InlineData("HelloWorld/HD_Nothing", "Remote function(HD_Nothing) not found")]
    [InlineData("HelloWorld/HD_", "Remote function(HD_) not found")]
    [InlineData("HelloWorld/HD_say", "Remote function(HD_say) not found")]
    public async Task Topic_ThatLeadsNowhere_IsAnsweredWithWhatIsWrong(string topic, string error)
    {
        var client = await ConnectAsync();

        Assert.Equal(error, (await client.CallAsync(topic, """{"say":"hello"}""")).Error);
    }

    [Theory]
    [InlineData("""{"say":}""")]
    [InlineData("""{say:1}""")]
    [InlineData("""{"say":"a",}""")]
    [InlineData("""{"say":"a"/*b*/}""")]
    [InlineData("""{"say":"a"}{"say":"b"}""")]
    [InlineData("""{"say":"a}""")]
    [InlineData("""{"say":5}""")]
    [InlineData("""{"say":["a"]}""")]
    [InlineData("""{"say":{"a":"b"}}""")]
    [InlineData("""["a"]""")]
    [InlineData("\"a\"")]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("")]
    public async Task Payload_ThatDoesNotFit_IsReported(string payload)
    {
        var client = await ConnectAsync();

        Assert.Equal(BadJson, (await client.CallAsync("HelloWorld/HD_Say", payload)).Error);
    }

    [Fact]
    public async Task Payload_WithTextThatIsNotUtf8_IsReported()
    {
        var client = await ConnectAsync();

        await client.PublishAsync("HelloWorld/HD_Say/1", [.. "{\"say\":\""u8, 0xC3, 0x28, .. "\"}"u8]);

        Assert.Equal(BadJson, Reply.Read((await client.WaitForPushAsync("HelloWorld/HD_Say/1")).Text).Error);
    }

    [Theory]
    [InlineData("hello", "no JSON", BadTopic)]
    [InlineData("Nowhere/Say", "no JSON", "Method(Say) must begin with 'HD_'")]
    [InlineData("Nowhere/HD_Nothing", "{]}", "Service(type:Nowhere) not found")]
    [InlineData("HelloWorld/HD_Nothing", "{]}", "Remote function(HD_Nothing) not found")]
    [InlineData("Chat/HD_Nothing", "{]}", "Remote function(HD_Nothing) not found")]
    [InlineData("Chat/HD_JoinChat", "{]}", LoginFirst)]
    [InlineData("Chat/HD_Say", "no JSON", LoginFirst)]
    public async Task Checks_RunInOrder(string topic, string payload, string error)
    {
        var client = await ConnectAsync();

        var reply = topic.Contains('/', StringComparison.Ordinal)
            ? await client.CallAsync(topic, payload)
            : await client.CallOnTopicAsync(topic, payload);

        Assert.Equal(error, reply.Error);
    }

    [Fact]
    public async Task Checks_AfterLogin_ComeToTheJson()
    {
        var (client, _) = await LoginAsync();

        Assert.Equal(BadJson, (await client.CallAsync("Chat/HD_JoinChat", "{]}")).Error);
    }

    [Fact]
    public async Task Errors_LeaveTheSessionAsItWas()
    {
        var (client, _) = await LoginAsync();

        foreach (var (topic, payload) in new[] { ("Nowhere/HD_Say", "{}"), ("Chat/HD_JoinChat", "{]}"), ("Chat/HD_Nothing", "{}"), ("Chat/None", "{}") })
        {
            Assert.NotEmpty((await client.CallAsync(topic, payload)).Error);
        }

        Assert.Single(await client.JoinAsync(Unique("room")));
    }

    private static void AssertResultBytes(string json, byte[] payload)
    {
        var start = "{\"Trace\":\"00000000000000000000000000000000\",\"Error\":\"\",\"Result\":"u8.Length;
        Assert.Equal(Encoding.UTF8.GetBytes(json + "}"), payload[start..]);
    }
}
