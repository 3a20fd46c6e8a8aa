using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Limits;

/// <summary>Lines of the log that clients bring about.</summary>
public sealed partial class LineLimiterTests : ISuppressedLines
{
    private readonly FakeTimeProvider _time = new();
    private readonly CapturedLog _log = new();
    private readonly ILogger _limited;
    private int _suppressed;

    public LineLimiterTests()
    {
        var factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        _limited = new LineLimiter(_time, [this]).Limit(factory.CreateLogger<LineLimiterTests>());
    }

    [Fact]
    public void Lines_OfAKind_AreOneAMinute_AndTheNextSaysHowManyWereLeftOut()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Log.Failed(_limited, "Chat", "HD_Say", null);
        }

        Assert.Equal(["1 Error: Chat/HD_Say failed."], _log.Lines);
        Assert.Equal(999, _suppressed);
        _time.Advance(LineLimiter.Interval);
        Log.Failed(_limited, "Chat", "HD_Say", null);
        _time.Advance(LineLimiter.Interval);
        Log.Failed(_limited, "Chat", "HD_Say", null);

        Assert.Equal(
            ["1 Error: Chat/HD_Say failed.", "1 Error: Chat/HD_Say failed. (999 more like this since the last line.)", "1 Error: Chat/HD_Say failed."],
            _log.Lines);
    }

    [Fact]
    public void Lines_OfOtherHandlersAndOtherExceptions_AreOtherKinds()
    {
        for (var i = 0; i < 3; i++)
        {
            Log.Failed(_limited, "Chat", "HD_Say", null);
            Log.Failed(_limited, "Chat", "HD_Join", null);
            Log.Failed(_limited, "Chat", "HD_Say", new InvalidOperationException());
            Log.Odd(_limited, $"{i}");
        }

        Assert.Equal(4, _log.Lines.Count);
    }

    [Fact]
    public void Lines_ForWhoeverLooksForSomething_AreNotLimited()
    {
        for (var i = 0; i < 10; i++)
        {
            Log.Detail(_limited);
        }

        Assert.Equal(10, _log.Lines.Count);
    }

    [Theory]
    [InlineData("Orleans.Messaging", 1)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", 1)]
    [InlineData("Orleans.Runtime.MembershipService.MembershipTableManager", 3)]
    [InlineData("Orleans.Storage", 3)]
    public async Task Lines_ThatOthersLogOfTraffic_AreLimited_OfMembersAndStorageThereIsEach(string category, int count)
    {
        var services = new ServiceCollection().AddLogging(builder => builder.AddProvider(_log)).AddMqantCore();
        await using var provider = services.BuildServiceProvider();
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger(category);

        for (var i = 0; i < 3; i++)
        {
            logger.LogError(new EventId(7), new IOException(), "Message {Number} was lost.", i);
            logger.LogInformation(new EventId(8), "Fine.");
        }

        Assert.Equal((count, 3), (_log.Lines.Count(static line => line.StartsWith("7 ", StringComparison.Ordinal)), _log.Lines.Count(static line => line.StartsWith("8 ", StringComparison.Ordinal))));
    }

    void ISuppressedLines.Add<TState>(string category, LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _suppressed++;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Module}/{Handler} failed.")]
        public static partial void Failed(ILogger logger, string module, string handler, Exception? exception);

        [LoggerMessage(2, LogLevel.Information, "A client said {What}.")]
        public static partial void Odd(ILogger logger, string what);

        [LoggerMessage(3, LogLevel.Debug, "A detail.")]
        public static partial void Detail(ILogger logger);
    }
}
