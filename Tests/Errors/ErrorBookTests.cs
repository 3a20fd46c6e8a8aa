using Microsoft.Extensions.Logging;
using Mqant.Operations;
using Mqant.Operations.Errors;
using Mqant.Operations.Notifications;
using Xunit;

namespace Mqant.Tests.Errors;

public sealed class ErrorBookTests
{
    private readonly StoredErrors _stored = new();
    private readonly ErrorOptions _options = new() { CoolDown = TimeSpan.FromMinutes(15), DigestInterval = TimeSpan.FromHours(24) };
    private readonly Guid _reporter = Guid.NewGuid();
    private readonly List<string> _evicted = [];
    private DateTimeOffset _now = new(2026, 11, 26, 12, 0, 30, TimeSpan.Zero);
    private ErrorBook _book;
    private long _number;

    public ErrorBookTests() => _book = new ErrorBook(_stored, _options);

    [Fact]
    public void Add_UnknownGroup_IsNewOnce()
    {
        Assert.Equal([NotificationKind.New], Report("a"));
        Assert.Empty(Report("a"));
        Assert.Equal(2, _book.Find("a")!.Count);
    }

    [Fact]
    public void Add_ReportThatComesAgain_CountsOnce()
    {
        Report("a", 5);
        _number--;
        Report("a", 5);

        Assert.Equal(5, _book.Find("a")!.Count);
    }

    [Fact]
    public void Look_TenTimesAsMany_IsGrowingAfterTheCoolDown()
    {
        Report("a");
        Report("a", 9);
        Assert.Empty(Look());

        Pass(TimeSpan.FromMinutes(16));
        Assert.Equal([NotificationKind.Growing], Look());
        Assert.Empty(Look());
    }

    [Fact]
    public void Look_RateAboveThatOfTheHour_IsGrowing()
    {
        Report("a", 100);
        for (var minute = 0; minute < 60; minute++)
        {
            Pass(TimeSpan.FromMinutes(1));
            Report("a", 2);
            Assert.Empty(Look());
        }

        Pass(TimeSpan.FromMinutes(1));
        Report("a", 19);
        Assert.Empty(Look());
        Report("a", 2);
        Assert.Equal([NotificationKind.Growing], Look());
    }

    [Fact]
    public void Look_FewerThanTheFactor_IsNothing()
    {
        Report("a");
        Report("a", 8);
        Pass(TimeSpan.FromHours(2));

        Assert.Empty(Look());
    }

    [Fact]
    public void Add_ResolvedGroup_IsBackAndOpen()
    {
        Report("a", version: "1.0.0");
        Assert.True(_book.Resolve("a"));
        Assert.Equal([NotificationKind.Returned], Report("a", version: "1.1.0"));

        var group = _book.ToGroup(_book.Find("a")!, _now);
        Assert.Equal((ErrorStatus.Open, "1.0.0"), (group.Status, group.FirstVersion));
        Assert.Equal(["1.0.0", "1.1.0"], group.Versions);
    }

    [Fact]
    public void Add_MutedGroup_IsCountedAndToldOfToNobody()
    {
        Report("a");
        _book.Mute("a", _now + TimeSpan.FromHours(1));

        Assert.Empty(Report("a", 1000));
        Pass(TimeSpan.FromMinutes(30));
        Assert.Empty(Look());
        Assert.Equal(1001, _book.Find("a")!.Count);
        Assert.Equal(ErrorStatus.Muted, _book.Find("a")!.Status);

        // Over: what happened meanwhile is no news.
        Pass(TimeSpan.FromMinutes(31));
        Assert.Empty(Look());
        Assert.Equal(ErrorStatus.Open, _book.Find("a")!.Status);
    }

    [Fact]
    public void Add_MoreGroupsThanHavePlace_ResolvedGoFirst()
    {
        for (var i = 0; i < ErrorBook.MaxGroups; i++)
        {
            Report($"g{i}");
            Pass(TimeSpan.FromSeconds(1));
        }

        _book.Resolve("g500");
        _book.Resolve("g400");
        Report("x");
        Report("y");
        Report("z");

        Assert.Equal(["g400", "g500", "g0"], _evicted);
        Assert.Equal(ErrorBook.MaxGroups, _book.Groups.Count);
    }

    [Fact]
    public void ToGroup_Series_HasTheLastHourByTheMinute()
    {
        Report("a", 3);
        Pass(TimeSpan.FromMinutes(2));
        Report("a", 5);
        Pass(TimeSpan.FromMinutes(1));

        var group = _book.ToGroup(_book.Find("a")!, _now);
        Assert.Equal(60, group.Series.Length);
        Assert.Equal([3, 0, 5, 0], group.Series[^4..]);
        Assert.Equal(5, group.PerMinute);

        Pass(TimeSpan.FromMinutes(70));
        Assert.All(_book.ToGroup(_book.Find("a")!, _now).Series, static count => Assert.Equal(0, count));
    }

    [Fact]
    public void GetNews_AfterAPosition_HasWhatIsNewOrBack()
    {
        Report("a");
        var (position, none) = _book.GetNews(null);
        Assert.Empty(none);
        Report("b");
        Report("b");
        _book.Resolve("a");
        Report("a");

        var (next, news) = _book.GetNews(position);
        Assert.Equal(["b", "a"], news.Select(static group => group.Id));
        Assert.Empty(_book.GetNews(next).Groups);
    }

    [Fact]
    public void TakeDigest_AfterTheInterval_HasItsErrorsAlone()
    {
        Assert.Null(_book.TakeDigest(_now));
        Report("a", 7);
        Report("muted", 100);
        _book.Mute("muted", null);
        Pass(TimeSpan.FromHours(23));
        Assert.Null(_book.TakeDigest(_now));
        Pass(TimeSpan.FromHours(1));

        var digest = _book.TakeDigest(_now)!;
        Assert.Equal((7L, TimeSpan.FromHours(24)), (digest.Total, digest.Period));
        Assert.Equal("a", Assert.Single(digest.Errors).Id);

        Pass(TimeSpan.FromHours(24));
        Assert.Null(_book.TakeDigest(_now));
        Report("a", 2);
        Pass(TimeSpan.FromHours(24));
        Assert.Equal(2, _book.TakeDigest(_now)!.Total);
    }

    [Fact]
    public void Only_OfADigest_HasWhatTheChannelWants()
    {
        _book.TakeDigest(_now);
        Report("a", 7);
        Report("b", 3);
        Pass(TimeSpan.FromHours(24));
        var digest = _book.TakeDigest(_now)!;

        Assert.Equal((3L, "b"), (digest.Only(static error => error.Id == "b")!.Total, Assert.Single(digest.Only(static error => error.Id == "b")!.Errors).Id));
        Assert.Null(digest.Only(static _ => false));
    }

    [Fact]
    public void New_FromStored_KnowsAll()
    {
        Report("a", 7);
        _book.Assign("a", " bob ");
        _book = new ErrorBook(_stored, _options);

        Assert.Empty(Report("a"));
        Assert.Equal("bob", _book.Find("a")!.Assignee);
        Assert.Equal(8, _book.Find("a")!.Count);
    }

    private void Pass(TimeSpan time) => _now += time;

    private NotificationKind[] Look()
    {
        var changes = new List<ErrorChange>();
        _book.Look(_now, changes);
        return [.. changes.Select(static change => change.Kind)];
    }

    private NotificationKind[] Report(string id, long count = 1, string version = "1.0.0")
    {
        var changes = new List<ErrorChange>();
        _book.Add(
            new ErrorReport
            {
                Reporter = _reporter,
                Number = ++_number,
                Process = "silo-1",
                Errors =
                [
                    new ErrorDelta
                    {
                        Id = id,
                        Type = "System.FormatException",
                        Where = "Game.Shop.Buy",
                        Message = "x",
                        Level = LogLevel.Error,
                        First = _now,
                        Last = _now,
                        Minutes = new() { [ErrorMinutes.Of(_now)] = count },
                        Modules = ["Shop"],
                        Versions = [version],
                        Samples = [],
                    },
                ],
            },
            _now,
            changes,
            _evicted);
        return [.. changes.Select(static change => change.Kind)];
    }
}
