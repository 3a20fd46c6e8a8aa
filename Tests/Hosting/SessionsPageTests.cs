using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using MQTTnet;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The page about sessions, users, groups and hooks: its module is built outside the repository, and what clients say there is said.</summary>
public sealed partial class SessionsPageTests(UserFolder user)
{
    [Fact]
    public async Task Exchanges_AsWritten_GoAsWritten()
    {
        using var folder = await user.EnterAsync();
        var page = await folder.WriteFilesOfAsync("docs/sessions.md");
        await folder.DotnetAsync("build", BuildCommand().Match(page).Groups["project"].Value, "-nodereuse:false");
        await using var gateway = MqantProcess.Launch(
            Programs.Gateway,
            [.. ProgramArguments.Gateway, $"--Mqant:ModulesPath={Path.Combine(folder.Path, "modules")}"],
            workingDirectory: folder.Path);
        await gateway.WaitUntilReadyAsync();

        var lines = Exchanges().Matches(page).SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        Assert.NotEmpty(lines);
        var clients = new Dictionary<string, Participant>();
        try
        {
            foreach (var line in lines)
            {
                var parts = Line().Match(line);
                Assert.True(parts.Success, line);
                var (name, userName) = (parts.Groups["name"].Value, parts.Groups["user"].Success ? parts.Groups["user"].Value : null);
                if (parts.Groups["refused"].Success)
                {
                    using var refused = await ConnectAsync(gateway, userName);
                    Assert.Equal(MqttClientConnectResultCode.NotAuthorized, refused.ConnectResult.ResultCode);
                    continue;
                }

                if (!clients.TryGetValue(name, out var client))
                {
                    clients[name] = client = new Participant(await ConnectAsync(gateway, userName));
                }

                if (parts.Groups["sent"].Success)
                {
                    await client.SendAsync(parts.Groups["topic"].Value, parts.Groups["payload"].Value);
                }
                else
                {
                    Assert.Equal(parts.Groups["got"].Value, await client.NextAsync());
                }
            }
        }
        finally
        {
            foreach (var client in clients.Values)
            {
                client.Dispose();
            }
        }
    }

    private static Task<GameClient> ConnectAsync(IGateway gateway, string? userName) => GameClient.ConnectAsync(gateway, new ClientOptions
    {
        Configure = userName is null ? null : client => client.WithCredentials(userName, "secret"),
    });

    [GeneratedRegex(@"^dotnet build (?<project>\w+)$", RegexOptions.Multiline)]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"^```text\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Exchanges();

    [GeneratedRegex(@"^(?<name>\w+)(?:\(user name (?<user>\w+)\))?(?:(?<sent>> (?<topic>\S+) (?<payload>.+))|< (?<got>.+)|(?<refused> is refused))$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^(\{""Trace"":"")[0-9a-f]{32}")]
    private static partial Regex Trace();

    private sealed class Participant(GameClient client) : IDisposable
    {
        private string _asked = "";
        private int _read;

        public Task SendAsync(string topic, string payload)
        {
            _asked = topic;
            return client.PublishAsync(topic, payload);
        }

        /// <summary>The next message as the page writes it: a reply without its topic.</summary>
        public async Task<string> NextAsync()
        {
            var messages = await client.Messages.WaitForAsync(all => all.Count > _read, "the next message");
            var message = messages[_read++];
            return message.Topic == _asked ? Trace().Replace(message.Text, "$1…", 1) : $"{message.Topic} {message.Text}";
        }

        public void Dispose() => client.Dispose();
    }
}
