using System.Buffers;
using System.Text;
using CsCheck;
using Mqant.Gateway;
using Mqant.Gateway.Upgrades;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.WebSockets;
using Xunit;

namespace Mqant.Tests.Fuzz;

/// <summary>Requests for WebSockets, cut anyhow.</summary>
public sealed class RequestProperties
{
    private static readonly RequestLimits Limits = new(Line: 60, Fields: 200, Count: 8);

    private static readonly Gen<byte[]> Field = Gen.OneOf("Origin: https://game.example", "X: y", "User-Agent: a b", "Host: x", "Content-Length: 0", "X-Forwarded-For: 1.2.3.4, 5.6.7.8")
        .Array[0, 4].Select(static fields => Encoding.ASCII.GetBytes(RawWebSocket.Request("GET /mqtt HTTP/1.1", fields)));

    [Fact]
    public void AnyBytes_InAnySplit_AreTheSameRequest_OrTheSameRefusal()
        => Arriving.Of(Gen.OneOf(Field.Mutated(), Gen.Byte.Array[0, 300])).Holds(static arriving => Assert.Equal(Read([arriving.Bytes]), Read(arriving.Pieces)));

    [Fact]
    public void AnyBytes_AreDecided_BeforeMoreIsKeptThanARequestMayBe()
        => Gen.Select(Gen.OneOf(Field.Mutated(), Gen.Byte.Array[0, 300]), Gen.Byte).Holds(
            static sent => Assert.NotEqual("more", Read([(byte[])[.. sent.Item1, .. Enumerable.Repeat(sent.Item2, Limits.Line + Limits.Fields + 1)]])),
            static sent => $"{Convert.ToHexString(sent.Item1)}, then {sent.Item2:X2} for ever");

    private static string Read(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var reader = new RequestReader(Limits);
        var first = new BufferSegment(default, null);
        var last = first;
        foreach (var piece in pieces)
        {
            last = new BufferSegment(piece, last);
            var received = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
            var length = received.Length;
            var head = reader.Read(ref received, out var refusal);
            if (refusal is not null)
            {
                Assert.Null(head);
                return refusal.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            if (head is not null)
            {
                var request = UpgradeRequest.Of(head, new HashSet<string>(), ClientAddressHeader.Forwarded, out refusal);
                var accepted = new ArrayBufferWriter<byte>();
                request?.Accept(accepted);
                var answer = request is null ? refusal!.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) : Encoding.ASCII.GetString(accepted.WrittenSpan) + request.Token + request.UserAgent + request.ForwardedFor;
                return $"{length - received.Length} {answer} {string.Join('|', Enum.GetValues<RequestField>().Select(field => head[field]))}";
            }
        }

        return "more";
    }
}
