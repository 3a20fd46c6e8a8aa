using Orleans.Runtime;

namespace Mqant;

/// <summary>Asks users to accept logins.</summary>
internal sealed class UserLogins
{
    /// <summary>
    /// How long a login waits for a shard that is moving. Less than a call may take by default: the client learns that the cluster is to blame, and not that its call took
    /// too long.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    internal static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);

    private readonly CallBatcher<Waiting>[] _shards;
    private readonly PolicyFollower _policy;
    private readonly TimeProvider _time;

    public UserLogins(IGrainFactory grains, PolicyFollower policy, TimeProvider time)
    {
        _policy = policy;
        _shards = [.. Enumerable.Range(0, UserShards.Count).Select(shard => new CallBatcher<Waiting>(logins => AskAsync(grains.GetUserShard(shard), logins)))];
        _time = time;
    }

    /// <summary>
    /// Reserves a user for a session until its gateway commits or gives up the binding; without a login the user is online elsewhere and stays. While the shard moves it is
    /// asked again.
    /// </summary>
    /// <exception cref="GameException">The user is banned.</exception>
    /// <exception cref="SiloUnavailableException">The user's record could not be read, or the silo that has the user does not answer.</exception>
    /// <exception cref="Exception">No silo answers: an exception that <see cref="CallFailures"/> explains.</exception>
    public async ValueTask<BindAnswer> BindAsync(string userId, SessionRef session, string? device, bool store)
    {
        if (_policy.FindBan(BanKind.User, userId) is { } ban)
        {
            throw new GameException(GameErrors.Banned(ban.Reason));
        }

        var request = new BindRequest(userId, session, device ?? "", store);
        var started = _time.GetTimestamp();
        BindAnswer answer;
        while (true)
        {
            var asked = AskAsync(request);
            try
            {
                // Orleans' own limit is for each call: together they must not take longer. What follows is of no grain: its turn begins again with whoever waits for this.
                answer = await asked.WaitAsync(Left(started), _time).ConfigureAwait(false);
                if (!answer.IsLate)
                {
                    break;
                }
            }
            catch (TimeoutException) when (!asked.IsCompleted)
            {
                throw new SiloUnavailableException($"The silo of user '{userId}' did not answer.");
            }
            catch (Exception exception) when (Left(started) > RetryAfter && CallFailures.ExplainInHandler(exception) == GameErrors.ServiceUnavailable)
            {
                // Whatever became of it, a reservation can be made again.
            }

            if (Left(started) <= RetryAfter)
            {
                throw new SiloUnavailableException($"What user '{userId}' needs for a login did not answer.");
            }

            await Task.Delay(RetryAfter, _time).ConfigureAwait(false);
        }

        return answer.IsUnreadable ? throw new SiloUnavailableException($"The record of user '{userId}' could not be read.") : answer;
    }

    private TimeSpan Left(long started) => TimeSpan.FromTicks(Math.Max(0, (Patience - _time.GetElapsedTime(started)).Ticks));

    private Task<BindAnswer> AskAsync(BindRequest request)
    {
        var waiting = new Waiting(request);
        _ = _shards[UserShards.Of(request.UserId)].AddAsync(waiting);
        return waiting.Task;
    }

    private static async Task AskAsync(IUserShardGrain shard, Waiting[] logins)
    {
        try
        {
            var answers = await shard.BindAsync(Array.ConvertAll(logins, static login => login.Request));
            for (var i = 0; i < logins.Length; i++)
            {
                logins[i].SetResult(answers[i]);
            }
        }
        catch (Exception exception)
        {
            foreach (var login in logins)
            {
                login.TrySetException(exception);
            }
        }
    }

    private sealed class Waiting(BindRequest request) : TaskCompletionSource<BindAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public BindRequest Request { get; } = request;
    }
}
