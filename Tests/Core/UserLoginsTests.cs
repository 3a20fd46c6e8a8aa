using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Logins whose user's shard does not answer.</summary>
public sealed class UserLoginsTests(CoreFixture core)
{
    private static readonly BindAnswer Accepted = new(new Login(1, "", Store: true), []);

    private static readonly BindAnswer Late = new(null, [], IsLate: true);

    private static readonly Dictionary<string, Exception> Failures = new()
    {
        ["its silo died"] = new SiloUnavailableException("The target silo became unavailable for message: …"),
        ["its silo is known to be dead"] = new SiloUnavailableException(),
        ["rejected"] = OrleansExceptions.Create<OrleansMessageRejectionException>("rejected"),
        ["a fault"] = new InvalidOperationException("a fault"),
        ["no answer in time"] = new TimeoutException(),
    };

    private readonly RetryTime _time = new();

    [Theory]
    [InlineData("its silo died")]
    [InlineData("its silo is known to be dead")]
    [InlineData("rejected")]
    public async Task Login_WhoseShardMoves_WaitsForIt(string failure)
    {
        var shard = Shard.Create(asked => asked < 4 ? throw Failures[failure] : Accepted);
        Assert.Same(Accepted.Login, (await LogInAsync(shard)).Login);
        Assert.Equal(4, shard.Asked);
    }

    [Theory]
    [InlineData("its silo died")]
    [InlineData("its silo is known to be dead")]
    [InlineData("rejected")]
    public async Task Login_WhoseShardStaysAway_IsGivenUpInTime(string failure)
    {
        var started = _time.GetTimestamp();
        var shard = Shard.Create(_ => throw Failures[failure]);
        Assert.Same(Failures[failure], await Record.ExceptionAsync(() => LogInAsync(shard)));
        Assert.InRange(_time.GetElapsedTime(started), UserLogins.Patience - (2 * UserLogins.RetryAfter), UserLogins.Patience);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Login_WhoseShardIsSilent_AtOnceOrAfterAFailure_IsGivenUpInTime(int asked)
    {
        var shard = Shard.Create(call => call < asked ? throw Failures["rejected"] : null);
        var login = LogInAsync(shard);
        await core.UntilAsync(() =>
        {
            _time.Advance(shard.Asked == asked ? UserLogins.Patience : TimeSpan.Zero);
            return Task.FromResult(login.IsCompleted);
        });
        await Assert.ThrowsAsync<SiloUnavailableException>(() => login);
        Assert.Equal(asked, shard.Asked);
    }

    [Theory]
    [InlineData("a fault")]
    [InlineData("no answer in time")]
    public async Task Login_ThatFailsForAnotherReason_IsNotAskedForAgain(string failure)
    {
        var shard = Shard.Create(_ => throw Failures[failure]);
        Assert.Same(Failures[failure], await Record.ExceptionAsync(() => LogInAsync(shard)));
        Assert.Equal(1, shard.Asked);
    }

    [Fact]
    public async Task Login_WhoseUserHasToWait_IsAskedForAgain()
    {
        var shard = Shard.Create(asked => asked < 4 ? Late : Accepted);
        Assert.Same(Accepted.Login, (await LogInAsync(shard)).Login);
        Assert.Equal(4, shard.Asked);
    }

    [Fact]
    public async Task Login_WhoseUserHasToWaitTooLong_IsGivenUpInTime()
    {
        var started = _time.GetTimestamp();
        var shard = Shard.Create(_ => Late);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => LogInAsync(shard));
        Assert.InRange(_time.GetElapsedTime(started), UserLogins.Patience - (2 * UserLogins.RetryAfter), UserLogins.Patience);
    }

    [Fact]
    public async Task Login_WhoseRecordCannotBeRead_IsNotAskedForAgain()
    {
        var shard = Shard.Create(_ => new BindAnswer(null, [], IsUnreadable: true));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => LogInAsync(shard));
        Assert.Equal(1, shard.Asked);
    }

    private Task<BindAnswer> LogInAsync(Shard shard) => new UserLogins(ScriptedGrain.FactoryOf((IUserShardGrain)(object)shard), core.Services.GetRequiredService<PolicyFollower>(), _time)
        .BindAsync("user", new SessionRef(core.Receiver.Address!, 1, 1), device: null, store: true)
        .AsTask();

    /// <summary>Answers logins as a test says; null is no answer at all. No grain class, or silos would host it.</summary>
    public class Shard : DispatchProxy
    {
        private Func<int, BindAnswer?> _answer = null!;
        private int _asked;

        internal int Asked => _asked;

        internal static Shard Create(Func<int, BindAnswer?> answer)
        {
            var shard = (Shard)(object)DispatchProxy.Create<IUserShardGrain, Shard>();
            shard._answer = answer;
            return shard;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => BindAsync();

        private async Task<BindAnswer[]> BindAsync()
        {
            await Task.Yield();
            return _answer(Interlocked.Increment(ref _asked)) is { } given ? [given] : await new TaskCompletionSource<BindAnswer[]>().Task;
        }
    }

    /// <summary>Time that passes only between a failure and the next request.</summary>
    private sealed class RetryTime : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == UserLogins.RetryAfter)
            {
                // A little more, so that no other limit is that long.
                ThreadPool.QueueUserWorkItem(_ => Advance(dueTime + TimeSpan.FromMilliseconds(1)));
            }

            return timer;
        }
    }
}
