using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class EmbeddedStorageTests
{
    private static readonly GrainId Grain = GrainId.Create("test", "a");

    private readonly EmbeddedStorage _storage = ActivatorUtilities.CreateInstance<EmbeddedStorage>(new ServiceCollection().AddMqantCore().BuildServiceProvider());

    [Fact]
    public async Task Read_OfWhatWasWritten_IsACopy()
    {
        var written = new GrainState<StoredUser>(new StoredUser { Settings = { ["a"] = "1" } });
        await _storage.WriteStateAsync("user", Grain, written);
        written.State!.Settings["a"] = "2";

        var read = await ReadAsync();

        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal("1", read.State!.Settings["a"]);
    }

    [Fact]
    public async Task Read_OfWhatIsNotThere_IsEmpty()
    {
        var read = await ReadAsync();
        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
        Assert.Empty(read.State!.Settings);
    }

    [Fact]
    public async Task Write_OverWhatSomebodyElseWrote_IsRefused()
    {
        var mine = await ReadAsync();
        await _storage.WriteStateAsync("user", Grain, await ReadAsync());
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("user", Grain, mine));

        mine = await ReadAsync();
        await _storage.WriteStateAsync("user", Grain, await ReadAsync());
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("user", Grain, mine));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("user", Grain, mine));
    }

    [Fact]
    public async Task Clear_RemovesTheRecord_OfThatGrainAlone()
    {
        var other = new GrainState<StoredUser>(new StoredUser());
        await _storage.WriteStateAsync("user", GrainId.Create("test", "b"), other);
        var record = await ReadAsync();
        await _storage.WriteStateAsync("user", Grain, record);

        await _storage.ClearStateAsync("user", Grain, record);

        Assert.False(record.RecordExists);
        Assert.False((await ReadAsync()).RecordExists);
        await _storage.WriteStateAsync("user", GrainId.Create("test", "b"), other);
    }

    private async Task<GrainState<StoredUser>> ReadAsync()
    {
        var record = new GrainState<StoredUser>();
        await _storage.ReadStateAsync("user", Grain, record);
        return record;
    }
}
