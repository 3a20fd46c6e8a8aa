using System.IO.Pipelines;
using Mqant.Gateway.Sessions;
using Orleans.Runtime;

namespace Mqant.Gateway.Dispatch;

/// <summary>
/// Brings calls of several sessions together that are for the same grain. A call between grains costs several times as much as what most handlers do, so a grain that everybody
/// asks would spend its core on calls. Calls gather while other work is waiting for a thread; as long as nothing gathers that way, calls go at once.
/// </summary>
/// <param name="threads">Where what has gathered is sent from; it runs behind what waits there already.</param>
/// <param name="sendTogether">
/// Sends the calls on their way (<see cref="GrainQueue.Current"/>) of two or more queues for the same grain; returns how many the grain got to.
/// </param>
/// <param name="sendAlone">Sends the call on its way of one queue.</param>
internal sealed class CallGatherer(PipeScheduler threads, Func<GrainQueue[], Task<int>> sendTogether, Action<GrainQueue> sendAlone)
{
    /// <summary>Most sessions whose calls go together.</summary>
    internal const int MaxSessions = 32;

    /// <summary>How many calls in a row do not wait for company after one that waited in vain.</summary>
    internal const int Alone = 15;

    // Far below what fits into a message, and little enough that nobody waits for it to be copied.
    private const int MaxSize = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<GrainQueue> _gathered = new();

    // The grain that calls gather for, while there are any.
    private GrainId _grain;

    // How many sessions' calls the grains get to in time: slow handlers of one must not hold back the others' answers.
    private int _most = MaxSessions;
    private int _alone;

    /// <summary>Takes the call on its way; false when it is to be sent by the caller, at once.</summary>
    public bool TryAdd(GrainQueue queue)
    {
        lock (_gate)
        {
            if (_gathered.Count > 0)
            {
                // Gatherers are shared by grains; the one that was first is served first.
                if (_grain != queue.Grain)
                {
                    return false;
                }

                _gathered.Enqueue(queue);
                return true;
            }

            if (_alone > 0)
            {
                _alone--;
                return false;
            }

            _grain = queue.Grain;
            _gathered.Enqueue(queue);
        }

        Schedule();
        return true;
    }

    private void Schedule() => threads.Schedule(static gatherer => ((CallGatherer)gatherer!).Send(), this);

    private void Send()
    {
        var queues = Take(out var more);
        if (more)
        {
            Schedule();
        }

        if (queues.Length > 1)
        {
            _ = SendAsync(queues);
        }
        else
        {
            sendAlone(queues[0]);
        }
    }

    private GrainQueue[] Take(out bool more)
    {
        lock (_gate)
        {
            var (count, size) = (0, 0);
            foreach (var queue in _gathered)
            {
                size += queue.Current!.Size;
                if (count == _most || (count > 0 && size > MaxSize))
                {
                    break;
                }

                count++;
            }

            var queues = new GrainQueue[count];
            for (var i = 0; i < count; i++)
            {
                queues[i] = _gathered.Dequeue();
            }

            more = _gathered.Count > 0;
            if (count == 1)
            {
                _alone = more ? 0 : Alone;

                // A call alone says nothing of the others: two find out.
                _most = Math.Max(_most, 2);
            }

            return queues;
        }
    }

    private async Task SendAsync(GrainQueue[] queues)
    {
        var done = await sendTogether(queues);
        lock (_gate)
        {
            _most = done < queues.Length ? Math.Max(done, 1) : Math.Min(_most * 2, MaxSessions);
        }
    }
}
