using System.Collections.Concurrent;
using System.Text;
using Orleans.Concurrency;

namespace Mqant.Tests.Core.Modules;

[StatelessWorker]
internal sealed class BouncerGrain(TimeProvider time) : Grain, IAuthenticator
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Gates = new();

    /// <summary>What it waits for before it lets a client in as a guest whose password is <c>wait</c>.</summary>
    public static TaskCompletionSource GateOf(string userName) =>
        Gates.GetOrAdd(userName, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public async Task<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request)
    {
        if (request.UserName is not { } user || !user.StartsWith("hook-", StringComparison.Ordinal))
        {
            return AuthenticationResult.Pass;
        }

        switch (Encoding.UTF8.GetString(request.Password!.Value.Span))
        {
            case "right":
                return AuthenticationResult.User(user, [new("tier", "gold"), new("mark", "hook-accepted")]);
            case "brief":
                return AuthenticationResult.User(user, roles: ["staff"], expires: time.GetUtcNow() + TimeSpan.FromMinutes(1));
            case "certificate":
                return AuthenticationResult.User($"{user} {request.ClientCertificate!.Subject}");
            case "wrong":
                return AuthenticationResult.BadCredentials;
            case "banned":
                return AuthenticationResult.NotAuthorized;
            case "wait":
                await GateOf(user).Task;
                return AuthenticationResult.Pass;
            default:
                throw new InvalidOperationException("the check is broken");
        }
    }
}
