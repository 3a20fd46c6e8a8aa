using System.Runtime.InteropServices;
using Mqant.Gateway.Limits;
using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>
/// The requests of one session: those in flight, in a queue for each grain, and those that wait for a place. Guarded by the session's lock.
/// </summary>
internal sealed class SessionCalls(ClientSession session)
{
    private const int MaxCachedQueues = 8;

    // All of these exist only once they are needed: most connections are idle.
    private List<GrainQueue>? _queues;
    private List<CallInFlight>? _unordered;
    private List<ClientRequest>? _bindings;
    private Queue<ClientRequest>? _waiting;
    private KeyLimiter? _keys;
    private HeldBytes _held;
    private SteadyBudget _logins;
    private AddressRecord? _address;
    private uint _number;

    public int InFlight { get; private set; }

    public int Waiting => _waiting?.Count ?? 0;

    /// <summary>Bytes of the requests that wait for a place in flight.</summary>
    public int WaitingBytes { get; private set; }

    /// <summary>Bytes of all requests: those in flight count until they have ended, also where the session ends before.</summary>
    public int HeldBytes => _held.Count;

    /// <summary>Whether the session may use the key; counts new ones.</summary>
    public bool MayUse(CallTarget target)
    {
        if (!target.ChosenByClient)
        {
            return true;
        }

        var host = session.Host;
        if ((_keys ??= new(host.Options.MaxNewKeysPerMinute, host.Time)).TryUse(target.Grain, _address ??= host.Addresses.Find(session.Connection.RemoteAddress)))
        {
            return true;
        }

        host.Reports.Exceeded(
            "new_keys", $"{GatewayOptions.SectionName}:{nameof(GatewayOptions.MaxNewKeysPerMinute)}, Limits:{nameof(GatewayLimits.MaxNewKeysPerMinutePerAddress)}", session.Connection.RemoteAddress);
        return false;
    }

    /// <summary>Whether the session may become another user; counts it.</summary>
    public bool MayLogIn()
    {
        var host = session.Host;
        var limit = host.Options.Limits.MaxLoginsPerMinute;
        var price = limit == 0 ? 0 : TimeSpan.TicksPerMinute / limit;
        if (_logins.Has(host.Addresses.Now, price, TimeSpan.TicksPerMinute)
            && (_address ??= host.Addresses.Find(session.Connection.RemoteAddress))?.TryLogIn() != false
            && _logins.TrySpend(host.Addresses.Now, price, TimeSpan.TicksPerMinute))
        {
            return true;
        }

        host.Reports.Exceeded(
            "logins", $"{SocketGate.Option(nameof(GatewayLimits.MaxLoginsPerMinute))}, {nameof(GatewayLimits.MaxLoginsPerMinutePerAddress)}", session.Connection.RemoteAddress);
        return false;
    }

    public void Add(ClientRequest request)
    {
        _held.Add(request.Size, session.Host.Bytes);
        if (InFlight < session.Host.Options.MaxRequestsInFlight)
        {
            Admit(request);
        }
        else
        {
            request.Arrived = session.Host.Time.GetTimestamp();
            (_waiting ??= new()).Enqueue(request);
            WaitingBytes += request.Size;
        }
    }

    /// <summary>A request in flight has ended: the next one takes its place.</summary>
    public void Release(ClientRequest ended)
    {
        _held.Add(-ended.Size, session.Host.Bytes);
        InFlight--;
        if (_waiting is not null && _waiting.TryDequeue(out var next))
        {
            WaitingBytes -= next.Size;
            Admit(next);
        }
    }

    /// <summary>Takes something that can be started now: a queue that has requests and no loop, or a call that needs no order.</summary>
    public bool TryStart(out GrainQueue? queue, out CallInFlight? unordered)
    {
        queue = null;
        unordered = _unordered?.Find(static call => !call.IsStarted);
        if (unordered is not null)
        {
            unordered.IsStarted = true;
            return true;
        }

        queue = _queues?.Find(static q => !q.Running && q.Pending.Count > 0);
        if (queue is null)
        {
            return false;
        }

        queue.Running = true;
        return true;
    }

    /// <summary>
    /// Takes the next call for a grain: the requests at the head of its queue that share an ordering, or null. Requests that waited past their time limit are
    /// returned in <paramref name="expired"/>. False, and the queue's loop ends, when there is nothing of either.
    /// </summary>
    public bool TryTake(GrainQueue queue, out CallInFlight? call, out List<ClientRequest>? expired)
    {
        call = null;
        expired = null;
        while (queue.Pending.TryPeek(out var head) && IsExpired(head))
        {
            (expired ??= []).Add(queue.Pending.Dequeue());
        }

        if (queue.Pending.Count == 0)
        {
            queue.Current = null;
            queue.Single.Requests[0] = null!;
            queue.Running = expired is not null;
            return queue.Running;
        }

        var ordering = queue.Pending.Peek().Target.Handler.Traits.Ordering;
        var count = 0;
        foreach (var request in queue.Pending)
        {
            if (request.Target.Handler.Traits.Ordering != ordering)
            {
                break;
            }

            count++;
        }

        if (count == 1)
        {
            queue.Current = call = queue.Single.With(queue.Pending.Dequeue());
            return true;
        }

        var requests = new ClientRequest[count];
        for (var i = 0; i < count; i++)
        {
            requests[i] = queue.Pending.Dequeue();
        }

        queue.Current = call = new CallInFlight(requests);
        return true;
    }

    /// <summary>Puts requests that a grain did not get to back to the head of its queue.</summary>
    public void PutBack(GrainQueue queue, ReadOnlySpan<ClientRequest> requests)
    {
        var behind = queue.Pending.ToArray();
        queue.Pending.Clear();
        foreach (var request in requests)
        {
            queue.Pending.Enqueue(request);
        }

        foreach (var request in behind)
        {
            queue.Pending.Enqueue(request);
        }
    }

    public void RemoveUnordered(CallInFlight call) => _unordered!.Remove(call);

    /// <summary>A binding that game code asks for from elsewhere: it takes a number like a call, and is found like one until it has ended.</summary>
    public ClientRequest BeginBinding()
    {
        var binding = new ClientRequest { Number = ++_number };
        (_bindings ??= []).Add(binding);
        return binding;
    }

    public void EndBinding(ClientRequest binding) => _bindings!.Remove(binding);

    /// <summary>The request in flight whose binding would have this epoch, or null.</summary>
    public ClientRequest? FindUndecided(uint number)
    {
        // Asked for every watch and push that meets a login: without closures and iterators.
        foreach (var queue in CollectionsMarshal.AsSpan(_queues))
        {
            if (queue.Current is { } call && FindUndecided(call.Requests, number) is { } request)
            {
                return request;
            }
        }

        foreach (var call in CollectionsMarshal.AsSpan(_unordered))
        {
            if (FindUndecided(call.Requests, number) is { } request)
            {
                return request;
            }
        }

        return FindUndecided(CollectionsMarshal.AsSpan(_bindings), number);
    }

    /// <summary>Whether one of the grains whose queues are remembered is of this type.</summary>
    public bool HasCalled(GrainType grainType) => _queues?.Exists(queue => queue.Grain.Type.Equals(grainType)) == true;

    /// <summary>The requests of the call whose first one has this number; none when there is no such call.</summary>
    public ClientRequest[] FindBatch(uint first)
    {
        var call = _queues?.Find(queue => queue.Current?.Requests[0].Number == first)?.Current ?? _unordered?.Find(call => call.Requests[0].Number == first);
        return call is null ? [] : [.. call.Requests];
    }

    /// <summary>How many requests at the head of a call have ended.</summary>
    public static int CountEnded(CallInFlight call)
    {
        var ended = Array.FindIndex(call.Requests, static request => !request.Decided);
        return ended < 0 ? call.Requests.Length : ended;
    }

    /// <summary>Drops the requests that wait for a place in flight; returns how many.</summary>
    public int Clear()
    {
        var dropped = _waiting?.Count ?? 0;
        _waiting = null;
        _held.Add(-WaitingBytes, session.Host.Bytes);
        WaitingBytes = 0;
        return dropped;
    }

    private static ClientRequest? FindUndecided(ReadOnlySpan<ClientRequest> requests, uint number)
    {
        foreach (var request in requests)
        {
            if (request.Number == number && !request.Decided)
            {
                return request;
            }
        }

        return null;
    }

    private bool IsExpired(ClientRequest request) => session.Host.Time.GetElapsedTime(request.Started) >= session.Host.Options.CallTimeout;

    private void Admit(ClientRequest request)
    {
        InFlight++;
        request.Number = ++_number;
        request.Started = session.Host.Time.GetTimestamp();
        request.Arrived = request.Arrived == 0 ? request.Started : request.Arrived;
        if (request.Target.Handler.Traits.Ordering is CallOrdering.Interleaving or CallOrdering.Unordered)
        {
            (_unordered ??= new(1)).Add(new CallInFlight([request]));
        }
        else
        {
            GetQueue(request.Target.Grain).Pending.Enqueue(request);
        }
    }

    private GrainQueue GetQueue(GrainId grain)
    {
        _queues ??= new(1);
        foreach (var queue in _queues)
        {
            if (queue.Grain.Equals(grain))
            {
                return queue;
            }
        }

        if (_queues.Count >= MaxCachedQueues && _queues.FindIndex(q => q.IsIdle) is >= 0 and var idle)
        {
            _queues.RemoveAt(idle);
        }

        var added = new GrainQueue(session, grain, session.Host.GetTarget(grain));
        _queues.Add(added);
        return added;
    }
}
