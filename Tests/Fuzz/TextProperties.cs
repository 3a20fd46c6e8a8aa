using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Framed;
using Mqant.Gateway.Mqtt;
using Xunit;

namespace Mqant.Tests.Fuzz;

/// <summary>What is inside of packets: topics, keys and payloads, held against readers that are slow and plain.</summary>
public sealed partial class TextProperties
{
    private static readonly Gen<string> Topic = Gen.OneOf('a', 'é', '@', '/', '/', '+', '#', '$', ':', '?', '=', '_').Array[0, 24].Select(static text => new string(text));

    private static readonly Gen<string> Json = Gen.Recursive<string>(static (depth, json) => depth > 3
        ? Gen.OneOf("1", "-2.5e3", "true", "null", "\"x\"", "\"\\u00e9\"", "\"\"", "12345678901234567890", "[]", "{}")
        : Gen.OneOf<string>(
            Gen.OneOf("0", "\"k\"", "\"大\"", "false", "1e400"),
            json.Array[0, 3].Select(static items => $"[{string.Join(',', items)}]"),
            Gen.Select(Gen.OneOf("roomName", "X", "Name", "Numbers", "Inner", "x\\u0041"), json).Array[0, 4]
                .Select(static members => $"{{{string.Join(", ", members.Select(static member => $"\"{member.Item1}\":{member.Item2}"))}}}")));

    private static readonly Gen<byte[]> Payload = Gen.OneOf<byte[]>(
        Json.Select(Encoding.UTF8.GetBytes).Mutated(),
        Gen.Int[1, 200].Select(static depth => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"X\":", depth)) + "1" + new string('}', depth))),
        Gen.Byte.Array[0, 40]);

    [Fact]
    public void Topics_Any_AreNamesAndFiltersAsTheRulesSay()
        => Topic.Holds(
            static topic =>
            {
                var bytes = Encoding.UTF8.GetBytes(topic);
                Assert.Equal(topic.Length > 0 && !topic.Contains('+') && !topic.Contains('#'), Topics.IsName(bytes));
                Assert.Equal(Filter().IsMatch(topic), Topics.IsFilter(bytes));
            },
            static topic => topic);

    [Fact]
    public void TopicParts_Any_ArePartsOfTheTopic()
        => Topic.Holds(
            static topic =>
            {
                var segments = topic.Split('/');
                var isUri = topic.IndexOf("://", StringComparison.Ordinal) is >= 0 and var colon && topic.IndexOf('/') == colon + 1;
                var found = TopicParts.TryParse(topic, out var parts);

                Assert.Equal(!isUri && segments.Length is >= 2 and <= 8, found);
                if (found)
                {
                    var name = segments[0].Split('@', 2);
                    Assert.Equal(segments[0].Length, parts.NameLength);
                    Assert.Equal(name[0], parts.Module);
                    Assert.Equal(name.Length > 1 ? name[1] : "", parts.Key);
                    Assert.Equal(segments[1], parts.Handler);
                    Assert.Equal(segments.Length == 3 && segments[2].Length > 0, parts.WantsReply);
                }
            },
            static topic => topic);

    [Fact]
    public void Hello_AnyBytes_IsReadOrRefused()
        => Gen.Select(Gen.Int[0, 65_535], Gen.Char['a', 'é'].Array[0, 140], Gen.Byte.Array[0, 9], static (keepAlive, id, password) => (byte[])
            [1, (byte)(keepAlive >> 8), (byte)keepAlive, .. Mqtt.Packets.Text(new string(id)), 0, 0, .. Mqtt.Packets.Block(password)]).Mutated().Holds(
            static body =>
            {
                if (Hello.TryRead(body, out var hello))
                {
                    byte[] again =
                    [
                        1, (byte)(hello.KeepAliveSeconds >> 8), (byte)hello.KeepAliveSeconds,
                        .. Mqtt.Packets.Text(hello.ClientId), .. Mqtt.Packets.Text(hello.UserName), .. Mqtt.Packets.Block(hello.Password),
                    ];
                    Assert.Equal(again, body);
                    Assert.True(Encoding.UTF8.GetByteCount(hello.ClientId) <= 128);
                }
            });

    [Fact]
    public void Payload_AnyBytes_IsAnObjectOnlyWhereItIsJson()
        => Payload.Holds(static payload => Assert.Equal(
            payload.Length == 0 || payload[0] != '{' || payload[^1] != '}' || Parse(payload) is not null,
            ModuleJson.IsAcceptable(payload)));

    [Fact]
    public void KeyField_OfAnyBytes_IsThatOfTheObject_OrNone()
        => Payload.Holds(static payload =>
        {
            var key = GrainKeys.ReadField(payload, "roomName");

            // Of what is no JSON it does not matter: the handler reports that.
            if (Parse(payload) is { } json)
            {
                Assert.Equal(ReadField(json), key);
            }
        });

    [Fact]
    public void Payload_AnyBytes_IsReadAsItsType_OrRefused()
    {
        var readers = new Func<ReadOnlyMemory<byte>, object>[]
        {
            Read<Whole>(), Read<JsonElement>(), Read<Dictionary<string, int>>(), Read<int[]>(), Read<string>(), Read<long>(), Read<double>(), Read<DateTimeOffset>(), Read<Guid>(),
            Read<object>(), Read<byte[]>(), Read<RawPayload>(), Read<NoPayload>(), Read<DayOfWeek>(), Read<TimeSpan>(), Read<char>(), Read<Uri>(), Read<Version>(), Read<decimal>(),
        };
        Gen.Select(Payload, Gen.OneOf(readers)).Holds(
            static read =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    _ = read.Item2(read.Item1);
                }
                catch (BadPayloadException)
                {
                    // The client is told.
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (64 * 1024) + (200 * read.Item1.Length));
            },
            static read => $"{Convert.ToHexString(read.Item1)} as {read.Item2.Method}");
    }

    private static Func<ReadOnlyMemory<byte>, object> Read<T>()
    {
        var reader = PayloadReader.For<T>();
        return bytes => reader(bytes)!;
    }

    private static JsonElement? Parse(byte[] payload)
    {
        try
        {
            // Strict: the document would take text that is not UTF-8.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(payload);
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? ReadField(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        try
        {
            var fields = json.EnumerateObject().Where(static field => field.Name == "roomName").Select(static field => field.Value).ToArray();
            var texts = fields.Select(static field => field.ValueKind == JsonValueKind.String ? field.GetString() : null).ToArray();

            // The last one counts.
            return texts.LastOrDefault() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text.
            return null;
        }
    }

    private sealed record Whole(string? Name, int X, double? Y, List<int>? Numbers, Whole? Inner);

    [GeneratedRegex(@"\A(?=.)(?:(?:[^+#/]*|\+)/)*(?:[^+#/]*|\+|#)\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Filter();
}
