using System.Text.Json;

namespace Mqant.Tests.Probe;

internal sealed class ResultsGrain : Grain, IResults
{
    public ValueTask<string> StringAsync() => new("text");

    public ValueTask<long> NumberAsync() => new(9_007_199_254_740_993);

    public Task<double> FractionAsync() => Task.FromResult(0.5);

    public ValueTask<bool> BoolAsync() => new(true);

    public ValueTask<string?> NullAsync() => new((string?)null);

    public Task NothingAsync() => Task.CompletedTask;

    public ValueTask<Point> ObjectAsync() => new(new Point("大家好", 1, null));

    public ValueTask<int[]> ArrayAsync() => new([1, 2, 3]);

    public ValueTask<byte[]> BytesAsync() => new([0, 1, 254, 255]);

    public ValueTask<RawPayload> RawAsync() => new(new RawPayload(new byte[] { 0, 1, 254, 255 }));

    public ValueTask<string> AssuredAsync() => new("assured");

    public Task RefuseAsync() => throw new GameException("not today, \"friend\"");

    public Task CrashAsync() => throw new InvalidOperationException("the database password is 1234");

    public ValueTask<RawPayload> EchoRawAsync(RawPayload payload) => new(payload);

    public ValueTask<JsonElement> EchoJsonAsync(JsonElement payload) => new(payload);

    public ValueTask<Point> EchoObjectAsync(Point payload) => new(payload);
}
