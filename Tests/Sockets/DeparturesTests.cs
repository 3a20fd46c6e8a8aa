using System.Diagnostics;
using Xunit;

namespace Mqant.Tests.Sockets;

public sealed class DeparturesTests
{
    // Longer than anything is held back.
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Depart_WhileOthersGo_GoesWithThemAndSendsNoneAgain()
    {
        var gone = new List<string>();
        using (Departures.Hold())
        {
            Departures.Depart(_ => gone.Add("first"), null);
            Departures.Depart(
                _ =>
                {
                    gone.Add("second");
                    var since = Stopwatch.GetTimestamp();
                    while (Stopwatch.GetElapsedTime(since) < Long)
                    {
                    }

                    Departures.Depart(_ => gone.Add("second's next"), null);
                },
                null);
            Departures.DepartNow();

            Assert.Equal(["first", "second", "second's next"], gone);
        }

        Assert.Equal(3, gone.Count);
    }

    [Fact]
    public void Depart_Nested_GoesWhenAllHaveReleased()
    {
        var gone = 0;
        using (Departures.Hold())
        {
            using (Departures.Hold())
            {
                Departures.Depart(_ => gone++, null);
            }

            Assert.Equal(0, gone);
        }

        Assert.Equal(1, gone);
        Departures.Depart(_ => gone++, null);
        Assert.Equal(2, gone);
    }
}
