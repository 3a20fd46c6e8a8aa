using Orleans.Runtime;

namespace Mqant;

/// <summary>Asks users to accept logins.</summary>
internal sealed class UserLogins
{
    private readonly CallBatcher<Waiting>[] _shards;

    public UserLogins(IGrainFactory grains) => _shards =
        [.. Enumerable.Range(0, UserShards.Count).Select(shard => new CallBatcher<Waiting>(logins => AskAsync(grains.GetUserShard(shard), logins)))];

    /// <summary>Reserves a user for a session until its gateway commits or gives up the binding; without a login the user is online elsewhere and stays.</summary>
    /// <exception cref="SiloUnavailableException">The user's record could not be read, or no silo answers.</exception>
    public async ValueTask<BindAnswer> BindAsync(string userId, SessionRef session, string? device, bool store)
    {
        var waiting = new Waiting(new BindRequest(userId, session, device ?? "", store));
        _ = _shards[UserShards.Of(userId)].AddAsync(waiting);
        var answer = await waiting.Task;
        return answer.IsUnreadable ? throw new SiloUnavailableException($"The record of user '{userId}' could not be read.") : answer;
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
