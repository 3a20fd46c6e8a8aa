using System.Text;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Authentication;

/// <summary>A game in which every way to log in is switched on, on a clock that the test turns.</summary>
internal sealed class LoginGame : IAsyncDisposable
{
    private readonly EmptyFolder _folder = new();

    private LoginGame()
    {
    }

    public TokenIssuer Issuer { get; } = new();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public TestGame Game { get; private set; } = null!;

    public static async Task<LoginGame> StartAsync(params (string Key, string Value)[] settings)
    {
        var login = new LoginGame();
        var keys = Path.Combine(login._folder.Path, "keys.json");
        await File.WriteAllTextAsync(keys, login.Issuer.KeySet, TestContext.Current.CancellationToken);
        login.Game = await TestGame.StartAsync(options =>
        {
            options.AddDemos().AddModules(typeof(CoreFixture).Assembly);
            options.Time = login.Time;
            foreach (var (key, value) in TokenIssuer.Settings(keys))
            {
                options.Settings[key] = value;
            }

            options.Settings["Mqant:Authentication:Accounts:Enabled"] = "true";
            options.Settings["Mqant:Authentication:Accounts:HashIterations"] = "10000";
            options.Settings["Mqant:Authentication:Devices:Enabled"] = "true";
            foreach (var (key, value) in settings)
            {
                options.Settings[$"Mqant:{key}"] = value;
            }
        });
        return login;
    }

    /// <summary>A token that is good for so many minutes.</summary>
    public string Token(string user, double minutes = 5, params string[] roles) =>
        Issuer.Issue(user, Time.GetUtcNow() + TimeSpan.FromMinutes(minutes), claims: [("roles", roles), ("plan", "gold")]);

    /// <summary>Connects a client with a password; the answer is in its result.</summary>
    public Task<GameClient> ConnectAsync(string? user, string? password, MqttProtocolVersion version = MqttProtocolVersion.V500) => Game.ConnectAsync(options: new ClientOptions
    {
        Version = version,
        Configure = password is null && user is null ? null : client => client.WithCredentials(user, password is null ? null : Encoding.UTF8.GetBytes(password)),
    });

    public Task<GameClient> ConnectAsync() => Game.ConnectAsync(options: ClientOptions.Version5);

    public async ValueTask DisposeAsync()
    {
        await Game.DisposeAsync();
        Issuer.Dispose();
        _folder.Dispose();
    }
}
