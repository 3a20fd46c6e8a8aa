using Microsoft.Extensions.Logging.Abstractions;
using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>A follower, a grain that answers as the test says, and a clock.</summary>
public sealed class PolicyFollowerTests : IAsyncDisposable
{
    private static readonly ClusterPolicy Changed = ClusterPolicy.Empty with { Version = Guid.NewGuid(), Bans = [new Ban("1", BanKind.User, "mallory", null, "rude", "op", default)] };

    private readonly TimeOfTimers _time = new();
    private readonly Listener _listener = new();
    private readonly PolicyKeeper _keeper = new();
    private readonly PolicyFollower _follower;

    public PolicyFollowerTests() =>
        _follower = new PolicyFollower(ScriptedGrain.FactoryOf(_keeper), [new Broken(), _listener], _time, NullLogger<PolicyFollower>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _follower.StopAsync(CancellationToken.None);
        _follower.Dispose();
    }

    [Fact]
    public async Task Follower_IsReadyWithTheFirstAnswer_AndFollowsWithinASecond()
    {
        await _follower.StartAsync(TestContext.Current.CancellationToken);
        await _follower.WhenKnown.WithinDeadline("the first answer");
        Assert.Null(_follower.FindBan(BanKind.User, "mallory"));

        await _time.WaitForTimerAsync();
        _keeper.Answer = _ => Changed;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(Changed, await _listener.NextAsync());
        Assert.NotNull(_follower.FindBan(BanKind.User, "mallory"));
    }

    [Fact]
    public async Task Follower_WhomNobodyAnswersAtFirst_IsNotReady_AndAsksAgainAlsoWhereTheTimeStandsStill()
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _keeper.Answer = _ =>
        {
            isAsked.TrySetResult();
            throw new SiloUnavailableException();
        };
        await _follower.StartAsync(TestContext.Current.CancellationToken);
        await isAsked.Task.WithinDeadline("the first question");
        Assert.False(_follower.WhenKnown.IsCompleted);

        _keeper.Answer = static _ => null;

        await _follower.WhenKnown.WithinDeadline("an answer");
    }

    [Fact]
    public async Task Follower_WhomNobodyAnswersAnyMore_KeepsWhatItKnows()
    {
        _keeper.Answer = static _ => Changed;
        await _follower.FollowAsync();
        _keeper.Answer = static _ => throw new SiloUnavailableException();

        await _follower.FollowAsync();

        Assert.Same(Changed, _follower.Current);
        Assert.NotNull(_follower.FindBan(BanKind.User, "mallory"));
    }

    [Fact]
    public async Task Follower_AsksForWhatItDoesNotHave()
    {
        _keeper.Answer = static version => version == Changed.Version ? null : Changed;
        await _follower.FollowAsync();
        await _follower.FollowAsync();

        Assert.Equal([default, Changed.Version], _keeper.Asked);
    }

    private sealed class PolicyKeeper : IClusterPolicyGrain
    {
        public Func<Guid, ClusterPolicy?> Answer { get; set; } = static _ => null;

        public List<Guid> Asked { get; } = [];

        public Task<ClusterPolicy?> GetIfChangedAsync(Guid version)
        {
            Asked.Add(version);
            return Task.FromResult(Answer(version));
        }

        public Task<bool> TakeOutAsync(OutOfService entry) => throw new NotSupportedException();

        public Task<bool> BringBackAsync(string module, string? handler) => throw new NotSupportedException();

        public Task<bool> BanAsync(Ban ban) => throw new NotSupportedException();

        public Task<Ban?> LiftBanAsync(string id) => throw new NotSupportedException();
    }

    private sealed class Listener : IPolicyListener
    {
        private readonly System.Threading.Channels.Channel<ClusterPolicy> _heard = System.Threading.Channels.Channel.CreateUnbounded<ClusterPolicy>();

        public void OnPolicyChanged(ClusterPolicy policy, BanList bans) => _heard.Writer.TryWrite(policy);

        public Task<ClusterPolicy> NextAsync() => _heard.Reader.ReadAsync().AsTask().WithinDeadline("the policy to change");
    }

    private sealed class Broken : IPolicyListener
    {
        public void OnPolicyChanged(ClusterPolicy policy, BanList bans) => throw new InvalidOperationException("This listener is broken.");
    }
}
