using System.Text;
using Orleans.Concurrency;

namespace Mqant.Tests.Core.Modules;

[StatelessWorker]
internal sealed class BouncerGrain : Grain, IAuthenticator
{
    public Task<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request) => Task.FromResult(
        request.UserName is not { } user || !user.StartsWith("hook-", StringComparison.Ordinal)
            ? AuthenticationResult.Pass
            : Encoding.UTF8.GetString(request.Password!.Value.Span) switch
            {
                "right" => AuthenticationResult.User(user, [new("tier", "gold"), new("mark", "hook-accepted")]),
                "wrong" => AuthenticationResult.BadCredentials,
                "banned" => AuthenticationResult.NotAuthorized,
                _ => throw new InvalidOperationException("the check is broken"),
            });
}
