using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Operations.Door;
using Mqant.Operations.Management;
using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;

namespace Mqant.Tests.Operations;

/// <summary>Games whose processes have a management port with a console.</summary>
internal static class OperatedGame
{
    public const string ViewerToken = "viewer-0123456789abcdef0123456789abcdef";
    public const string OperatorToken = "operator-0123456789abcdef0123456789abcdef";
    public const string AdminToken = "admin-0123456789abcdef0123456789abcdef";

    /// <summary>A game in which Vera is a viewer, Otto an operator and Ada an admin.</summary>
    public static Task<TestGame> StartAsync(Action<TestGameOptions>? configure = null) => StartWithoutSignInAsync(options =>
    {
        AddToken(options, 0, "vera", "viewer", ViewerToken);
        AddToken(options, 1, "otto", "operator", OperatorToken);
        AddToken(options, 2, "ada", "admin", AdminToken);
        configure?.Invoke(options);
    });

    /// <summary>A game into whose console the printed link alone leads.</summary>
    public static Task<TestGame> StartWithoutSignInAsync(Action<TestGameOptions>? configure = null, TextWriter? output = null) => TestGame.StartAsync(options =>
    {
        options.AddDemos().AddModules(typeof(CoreFixture).Assembly);
        options.Settings["Mqant:Management:Port"] = "0";
        options.Processes.Add(builder =>
        {
            builder.Services.AddSingleton(new StartLinkNotice(output ?? TextWriter.Null));
            builder.AddMqantOperations("test");
        });
        configure?.Invoke(options);
    });

    public static Uri Management(this IServiceProvider process) => process.GetRequiredService<ManagementEndpoint>().Address!;

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static void AddToken(TestGameOptions options, int index, string name, string role, string token)
    {
        options.Settings[$"Mqant:Console:Tokens:{index}:Name"] = name;
        options.Settings[$"Mqant:Console:Tokens:{index}:Role"] = role;
        options.Settings[$"Mqant:Console:Tokens:{index}:Hash"] = HashOf(token);
    }
}
