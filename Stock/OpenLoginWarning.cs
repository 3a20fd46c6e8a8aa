using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Mqant.Grains;

namespace Mqant.Stock;

/// <summary>Says at start that everybody can be anybody, where others than this machine can connect.</summary>
/// <param name="isOpen">Whether they can.</param>
internal sealed partial class OpenLoginWarning(Func<bool> isOpen, IOptions<DemoOptions> demos, IOptions<AuthenticationOptions> authentication, ILogger<OpenLoginWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (demos.Value is { Enabled: true, AnyPasswordLogin: true } && !authentication.Value.Accounts.Enabled && isOpen())
        {
            Log.Open(logger);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            3001,
            LogLevel.Warning,
            "The Login demo lets anybody in as any user, without a password, and this process can be reached from other machines. Mqant:Demos:AnyPasswordLogin=false turns that off.")]
        public static partial void Open(ILogger logger);
    }
}
