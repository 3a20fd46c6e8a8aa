using System.Text.RegularExpressions;
using MQTTnet;
using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>What clients say and get on a page of the documentation: <c>alice&gt;</c> is what the client alice publishes, <c>alice&lt;</c> the next that it gets.</summary>
internal static partial class PageExchanges
{
    /// <summary>Says all that is printed on a page to a gateway, in the order of the page, and checks what comes back.</summary>
    public static async Task FollowAsync(IGateway gateway, string page)
    {
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
