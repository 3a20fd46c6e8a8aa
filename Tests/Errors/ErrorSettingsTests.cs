using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mqant.Operations;
using Mqant.Operations.Errors;
using Mqant.Operations.Notifications;
using Xunit;

namespace Mqant.Tests.Errors;

public sealed class ErrorSettingsTests
{
    private const string Channel = "Mqant:Errors:Channels:ops";

    [Theory]
    [InlineData("Url=https://x", $"{Channel}:Type is missing")]
    [InlineData("Type=Pigeon", $"{Channel}:Type")]
    [InlineData("Type=Slack", $"{Channel}:Url is missing")]
    [InlineData("Type=Slack;Url=ftp://x", $"{Channel}:Url is no web address")]
    [InlineData("Type=Slack;Url=https://x;Secret=y", $"{Channel}:Secret is no setting of a channel of type Slack")]
    [InlineData("Type=Slack;Url=https://x;Chanel=y", $"{Channel}:Chanel is no setting")]
    [InlineData("Type=Webhook;Url=https://x", $"{Channel}:Secret is missing")]
    [InlineData("Type=DingTalk;Url=https://x;MinLevel=Debug", $"{Channel}:MinLevel is 'Debug'")]
    [InlineData("Type=DingTalk;Url=https://x;MaxPerHour=0", $"{Channel}:MaxPerHour is 0")]
    [InlineData("Type=Email;From=a@x;To=b@x", $"{Channel}:Server is missing")]
    [InlineData("Type=Email;Server=x;From=a@x;To=", $"{Channel}:To is ''")]
    [InlineData("Type=Email;Server=x;From=not an address at all;To=b@x", $"{Channel}:From is 'not an address at all'")]
    [InlineData("Type=Email;Server=x;From=a@x;To=b@x;Port=70000", $"{Channel}:Port is 70000")]
    [InlineData("Type=Email;Server=x;From=a@x;To=b@x;Password=p", $"{Channel}:User is missing")]
    [InlineData("Type=Custom", $"{Channel}:Type is Custom, but there is no INotificationChannel called 'ops'")]
    public void Read_WrongChannel_IsRefusedWithItsKey(string settings, string expected)
    {
        var failure = Assert.ThrowsAny<Exception>(() => Read([.. settings.Split(';').Select(static setting => setting.Split('=', 2)).Select(static parts => ($"{Channel}:{parts[0]}", parts[1]))]));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqant:Errors:GrowthFactor", "1")]
    [InlineData("Mqant:Errors:CoolDown", "-00:00:01")]
    [InlineData("Mqant:Errors:MaxPerHour", "0")]
    [InlineData("Mqant:Errors:ConsoleUrl", "ops")]
    [InlineData("Mqant:Errors:Secrets:0", "(")]
    [InlineData("Mqant:Errors:Languge", "En")]
    public void Read_WrongSetting_IsRefusedWithItsKey(string key, string value) =>
        Assert.Contains(key, Assert.ThrowsAny<Exception>(() => Read((key, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Type=Slack;Url=https://x;Modules:0=Chat;Language=zh;Digest=false;MinLevel=Critical;MaxPerHour=3")]
    [InlineData("Type=Email;Server=mail;From=Game <a@x.org>;To=b@x.org, c@x.org;Tls=StartTls;User=u;Password=p")]
    [InlineData("Type=feishu;Url=https://x;Secret=s")]
    public void Read_GoodChannel_IsTaken(string settings) =>
        Read([.. settings.Split(';').Select(static setting => setting.Split('=', 2)).Select(static parts => ($"{Channel}:{parts[0]}", parts[1]))]);

    [Fact]
    public async Task Send_ChannelOfOnesOwn_GetsTheMessage()
    {
        var own = new Pager();
        using var services = Build(own, ($"{Channel}:Type", "Custom"));
        var channels = services.GetRequiredService<NotificationChannels>();

        await channels.SendAsync(Assert.Single(channels.All).Name, NotificationSamples.One(), TestContext.Current.CancellationToken);

        Assert.Equal(NotificationKind.New, Assert.Single(own.Sent).Kind);
    }

    private static ErrorOptions Read(params (string Key, string Value)[] settings)
    {
        using var services = Build(own: null, settings);
        return services.GetRequiredService<IOptions<ErrorOptions>>().Value;
    }

    private static ServiceProvider Build(INotificationChannel? own, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(static s => s.Key, static s => (string?)s.Value)).Build());
        services.AddLogging();
        services.AddErrorReports();
        if (own is not null)
        {
            services.AddSingleton(own);
        }

        return services.BuildServiceProvider();
    }

    private sealed class Pager : INotificationChannel
    {
        public string Name => "ops";

        public List<Notification> Sent { get; } = [];

        public Task SendAsync(Notification notification, CancellationToken cancellationToken)
        {
            Sent.Add(notification);
            return Task.CompletedTask;
        }
    }
}
