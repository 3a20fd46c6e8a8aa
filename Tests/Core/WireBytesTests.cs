using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class WireBytesTests(CoreFixture core)
{
    [Fact]
    public void Bytes_EmptyPartialOrRepeated_ArriveAsTheyWere()
    {
        var bytes = new byte[100_000];
        Random.Shared.NextBytes(bytes);
        WireBytes[] sent = [default, Array.Empty<byte>(), bytes, new ReadOnlyMemory<byte>(bytes, 7, 1), bytes];
        var serializer = core.Services.GetRequiredService<Serializer>();

        var arrived = serializer.Deserialize<WireBytes[]>(serializer.SerializeToArray(sent))!;

        Assert.Equal(sent.Select(b => b.Memory.ToArray()), arrived.Select(b => b.Memory.ToArray()));
    }
}
