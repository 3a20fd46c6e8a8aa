namespace Mqant.Bench.Load;

/// <summary>A client that sends numbered requests, a limited number of them unanswered, and is answered in order.</summary>
internal abstract class TalkingConnection(string? clientId, IReadOnlyList<OpeningStep> opening, int inFlight, LoadStatistics statistics)
    : MqttConnection(clientId, opening, statistics)
{
    /// <summary>Whether each answer is followed by the next request at once.</summary>
    internal bool IsClosedLoop { get; set; }

    /// <summary>Requests sent so far.</summary>
    internal uint Asked { get; private set; }

    /// <summary>Requests answered so far.</summary>
    protected uint Answered { get; private set; }

    internal int Unanswered => (int)(Asked - Answered);

    internal bool HasRoom => IsReady && !HasFailed && Unanswered < inFlight;

    /// <summary>The number in the topic of the next answer.</summary>
    protected int AwaitedNumber => Number(Answered);

    /// <summary>Sends one request, which was meant to be sent at <paramref name="intended"/>; the caller flushes.</summary>
    internal void Ask(long intended)
    {
        Ask(intended, Asked, Number(Asked));
        Asked++;
    }

    /// <summary>Sends as many requests as may be in flight.</summary>
    internal void Fill()
    {
        while (HasRoom)
        {
            Ask(Loop.Now);
        }

        Loop.Flush(this);
    }

    protected abstract void Ask(long intended, uint index, int number);

    protected void CountAnswer()
    {
        Answered++;
        if (IsClosedLoop)
        {
            Ask(Loop.Now);
        }
    }

    private static int Number(uint index) => RequestShape.FirstNumber + (int)(index % RequestShape.Numbers);
}
