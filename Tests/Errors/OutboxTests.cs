using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Mqant.Operations.Notifications;
using Xunit;

namespace Mqant.Tests.Errors;

public sealed class OutboxTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
    private readonly StoredOutbox _stored = new();
    private int _made;

    [Fact]
    public void Next_FewItems_IsAMessageForEach()
    {
        Add(3);

        Assert.Equal(["New e1", "New e2", "New e3"], SendAll());
    }

    [Fact]
    public void Next_MoreThanTheLimit_SumsTheRestUpInTheLastMessageOfTheHour()
    {
        Add(50);
        Assert.Equal(["New e1", "New e2", "New e3", "New e4"], SendAll());

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([$"Summary {string.Join(' ', Enumerable.Range(5, 20).Select(static i => $"e{i}"))} +26"], SendAll());

        // Within 60 minutes no more than five, whatever comes.
        Add(100);
        _time.Advance(TimeSpan.FromMinutes(57));
        Assert.Empty(SendAll());

        // And then one for all that was held.
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.StartsWith("Summary", Assert.Single(SendAll()), StringComparison.Ordinal);
        Assert.Empty(_stored.Waiting);
    }

    [Fact]
    public void Next_AnyStream_NeverExceedsTheLimitWithinAnHour()
    {
        var sent = new List<DateTimeOffset>();
        var random = new Random(17);
        for (var i = 0; i < 2_000; i++)
        {
            Add(random.Next(3));
            _time.Advance(TimeSpan.FromSeconds(random.Next(60)));
            sent.AddRange(SendAll().Select(_ => _time.GetUtcNow()));
        }

        Assert.True(sent.Count > 20);
        Assert.All(sent, at => Assert.True(sent.Count(other => other > at - TimeSpan.FromHours(1) && other <= at) <= 5));
    }

    [Fact]
    public void Failed_Channel_IsTriedLaterAndLater()
    {
        Add(1);
        var pauses = new List<int>();
        for (var i = 0; i < 9; i++)
        {
            var message = Box().Next(_time.GetUtcNow())!;
            Assert.True(Box().Failed(message, isRefused: false, _time.GetUtcNow()));
            var pause = _stored.NotBefore - _time.GetUtcNow();
            pauses.Add((int)pause.TotalSeconds);
            _time.Advance(pause - TimeSpan.FromMilliseconds(1));
            Assert.Null(Box().Next(_time.GetUtcNow()));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300, 300], pauses);
        Assert.Equal(["New e1"], SendAll());
        Assert.Equal(0, _stored.Failures);
    }

    [Fact]
    public void Failed_MessageThatIsNotTaken_IsGivenUpAndTold()
    {
        Add(2);
        for (var i = 1; i <= Outbox.MaxRefused; i++)
        {
            var message = Box().Next(_time.GetUtcNow())!;
            Assert.Equal(i < Outbox.MaxRefused, Box().Failed(message, isRefused: true, _time.GetUtcNow()));
            _time.Advance(TimeSpan.FromMinutes(10));
        }

        var next = Box().Next(_time.GetUtcNow())!;
        Assert.Equal(("e2", 1L), (next.Item.Errors[0].Id, next.Lost));
        Box().Succeeded(next, _time.GetUtcNow());
        Assert.Equal(0, _stored.Lost);
    }

    [Fact]
    public void Add_MoreThanHavePlace_OldestGiveWayAndAreCounted()
    {
        Add(Outbox.MaxWaiting + 7);

        Assert.Equal(Outbox.MaxWaiting, _stored.Waiting.Count);
        Assert.Equal(("e8", 7L), (_stored.Waiting[0].Errors[0].Id, Box().Next(_time.GetUtcNow())!.Lost));
    }

    [Fact]
    public void Add_SecondDigest_IsOneWithTheFirst()
    {
        Box().Add(Item(NotificationKind.Digest, "a") with { Total = 3, Period = TimeSpan.FromHours(24) });
        Box().Add(Item(NotificationKind.Digest, "a") with { Total = 4, Period = TimeSpan.FromHours(24) });

        var digest = Assert.Single(_stored.Waiting);
        Assert.Equal((7L, TimeSpan.FromHours(48)), (digest.Total, digest.Period));
    }

    [Fact]
    public void Wants_LevelAndModules_AreAsTheSettingsSay()
    {
        var error = Item(NotificationKind.New, "a").Errors[0];

        Assert.True(Rules().Wants(error));
        Assert.True((Rules() with { Modules = ["shop"] }).Wants(error));
        Assert.False((Rules() with { Modules = ["Chat"] }).Wants(error));
        Assert.False((Rules() with { MinLevel = LogLevel.Critical }).Wants(error));
        Assert.True((Rules() with { MinLevel = LogLevel.Critical }).Wants(error with { Level = LogLevel.Critical }));
    }

    private static ChannelRules Rules() => new("test", LogLevel.Error, [], MaxPerHour: 5, Digest: true);

    private Outbox Box() => new(_stored, Rules());

    private void Add(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(Box().Add(Item(NotificationKind.New, $"e{++_made}")));
        }
    }

    private OutboxItem Item(NotificationKind kind, string id) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Kind = kind,
        At = _time.GetUtcNow(),
        Errors = [NotificationSamples.Error(id, kind)],
    };

    private List<string> SendAll()
    {
        var sent = new List<string>();
        while (Box().Next(_time.GetUtcNow()) is { } message)
        {
            Box().Succeeded(message, _time.GetUtcNow());
            sent.Add($"{message.Item.Kind} {string.Join(' ', message.Item.Errors.Select(static error => error.Id))}{(message.Item.More > 0 ? $" +{message.Item.More}" : string.Empty)}");
        }

        return sent;
    }
}
