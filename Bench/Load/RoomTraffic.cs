namespace Mqant.Bench.Load;

/// <summary>
/// Chat rooms in which everything that is said goes to every member. With a rate, messages are said on schedule and latency
/// counts from when each was meant to be said; without, the speakers of each room keep messages in flight.
/// </summary>
/// <param name="Rate">Deliveries a second offered, over all rooms.</param>
internal sealed record RoomTraffic(int Rooms, int Members, double? Rate = null) : Traffic
{
    private const int InFlightOfSpeaker = 4;
    private int SpeakersOfRoom => Math.Min(10, Members);

    internal override string Unit => "delivery";

    internal override LoadResult Run(LoadContext context)
    {
        var statistics = new LoadStatistics();
        var members = new RoomMember[Rooms * Members];
        for (int r = 0; r < Rooms; r++)
        {
            var room = new ChatRoom($"bench-{context.Tag}-{r:D2}", Members, SpeakersOfRoom);
            for (int m = 0; m < Members; m++)
            {
                int index = (r * Members) + m;
                members[index] = new(context.ClientId(index)!, room, m, InFlightOfSpeaker, statistics);
            }
        }

        // The first speaker of every room, then the second of every room: messages on schedule spread over the rooms.
        RoomMember[] speakers =
            [.. Enumerable.Range(0, SpeakersOfRoom).SelectMany(m => Enumerable.Range(0, Rooms).Select(r => members[(r * Members) + m]))];
        try
        {
            if (!Open(context, members, statistics))
            {
                return new Measurement(context, statistics).End();
            }

            // The welcome messages of the last members are still on their way.
            context.Loop.Run(TimeSpan.FromMilliseconds(300));
            Start(context, speakers, Rate / Members);
            context.Loop.Run(context.WarmUp);
            var measurement = new Measurement(context, statistics);
            context.Loop.Run(context.Duration);
            var result = measurement.End();
            Drain(context, speakers, statistics);

            long expected = speakers.Sum(speaker => (long)speaker.Asked) * Members;
            context.Loop.Run(() => members.Sum(member => member.Delivered) >= expected, TimeSpan.FromSeconds(2));
            return result with { Lost = expected - members.Sum(member => member.Delivered), Failures = statistics.Failures };
        }
        finally
        {
            Close(context, members);
        }
    }
}
