using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Mqant.Tests.Errors.Modules;

[RandomPlacement]
internal sealed class FaultyGrain(ILogger<FaultyGrain> logger) : Grain, IFaulty
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        this.GetPrimaryKeyString().StartsWith("unborn", StringComparison.Ordinal) ? throw new DataMisalignedException("Never.") : Task.CompletedTask;

    public async ValueTask<bool> FailAsync()
    {
        await Task.Yield();
        throw new InvalidOperationException($"No {Guid.NewGuid()} for password=hunter2.");
    }

    public ValueTask<bool> RefuseAsync() => throw new GameException("not today");

    public async ValueTask<bool> LogAndFailAsync()
    {
        try
        {
            return await LoseAsync();
        }
        catch (InvalidOperationException exception)
        {
            logger.LogError(exception, "That was not to happen.");
            throw;
        }
    }

    public ValueTask<bool> FailElsewhereAsync() => GrainFactory.GetGrain<IFaulty>($"{this.GetPrimaryKeyString()}-other").FailForOthersAsync();

    public ValueTask<bool> FailLaterAsync()
    {
        this.RegisterGrainTimer(_ => TickAsync(), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        return new(true);
    }

    public async ValueTask<bool> FailForOthersAsync()
    {
        await Task.Yield();
        throw new NotSupportedException("Elsewhere.");
    }

    private static async ValueTask<bool> LoseAsync()
    {
        await Task.Yield();
        throw new InvalidOperationException("Lost.");
    }

    private static async Task TickAsync()
    {
        await Task.Yield();
        throw new TimeZoneNotFoundException("Of a timer.");
    }
}
