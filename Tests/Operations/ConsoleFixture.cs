using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>A process that is a whole cluster, with a console for Vera, Otto and Ada.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    private TestGame? _game;

    internal CapturedLog Log { get; } = new();

    internal TestGame Game => _game!;

    internal Uri Management => Game.Gateway.Services.Management();

    public async ValueTask InitializeAsync() => _game = await OperatedGame.StartAsync(options =>
    {
        options.Settings["Logging:LogLevel:Mqant"] = "Trace";
        options.Settings["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace";
        options.Settings["Mqant:Console:JaegerUrl"] = "http://jaeger.test:16686/";
        options.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(Log));
    });

    public ValueTask DisposeAsync() => Game.DisposeAsync();

    internal ConsoleClient Open(string? token = null) => new(Management, token);
}
