namespace Mqant.Gateway.Sessions;

/// <summary>Requests that went to a grain together.</summary>
internal sealed class CallInFlight(ClientRequest[] requests)
{
    public ClientRequest[] Requests { get; } = requests;

    /// <summary>Makes this the call of one other request.</summary>
    public CallInFlight With(ClientRequest request)
    {
        Requests[0] = request;
        Done = 0;
        return this;
    }

    /// <summary>Whether a call that needs no order was sent.</summary>
    public bool IsStarted { get; set; }

    /// <summary>
    /// How many requests at the head have ended, as far as whoever brings the end of the call has got. Nobody else sets it: the thread that reads the lane ends the requests whose
    /// replies went ahead one by one, and <see cref="ClientRequest.Decided"/>, which changes under the session's lock, lets only the first of both end a request. The
    /// lane knows requests by the numbers with which they were sent, so that it does not matter that <see cref="GrainQueue.Single"/> has become another call meanwhile.
    /// </summary>
    public int Done { get; set; }

    /// <summary>Bytes of topics and payloads.</summary>
    public int Size
    {
        get
        {
            var size = 0;
            foreach (var request in Requests)
            {
                size += request.Size;
            }

            return size;
        }
    }

    public CallOrdering Ordering => Requests[0].Target.Handler.Traits.Ordering;

    /// <summary>Whether the handlers are called one after the other and none wants to know when its time limit has passed.</summary>
    public bool IsPlain => Ordering is CallOrdering.Ordered && Array.TrueForAll(Requests, static r => !r.Target.Handler.Traits.Cancellable);
}
