namespace Mqant.Gateway.Hooks;

/// <summary>The hooks that are services of this process, and the way to those that are grains. Where there are none, whoever has something for them sees it at a glance.</summary>
internal sealed partial class GatewayHooks(
    IEnumerable<IRequestSampler> samplers,
    IEnumerable<IRequestListener> listeners,
    IEnumerable<IRequestRouter> routers,
    IEnumerable<IOutboundHook> outbound,
    EndedRequests ended,
    LineLimiter lines,
    ILogger<GatewayHooks> logger)
{
    private readonly ILogger _logger = lines.Limit(logger);

    private readonly IRequestSampler[] _samplers = [.. samplers];
    private readonly IRequestListener[] _listeners = [.. listeners];
    private readonly IRequestRouter[] _routers = [.. routers];
    private readonly IOutboundHook[] _outbound = [.. outbound];

    /// <summary>Whether anybody wants to see requests end or what goes out.</summary>
    public bool HasAny => _listeners.Length > 0 || _outbound.Length > 0 || ended.HasHooks;

    public bool HasSamplers => _samplers.Length > 0;

    public bool HasListeners => _listeners.Length > 0 || ended.HasHooks;

    public bool HasRouters => _routers.Length > 0;

    public bool HasOutbound => _outbound.Length > 0;

    /// <summary>What the first sampler says that decides.</summary>
    public SamplingDecision Sample(RequestInfo request)
    {
        foreach (var sampler in _samplers)
        {
            try
            {
                if (sampler.Decide(request) is not SamplingDecision.Pass and var decision)
                {
                    return decision;
                }
            }
            catch (Exception exception)
            {
                Log.Failed(_logger, sampler.GetType(), request.Module, request.Handler, request.Session.UserId, request.Session.Id, request.Trace, exception);
            }
        }

        return SamplingDecision.Pass;
    }

    /// <summary>Where the first router that knows a topic sends it; null when none does.</summary>
    public RequestRoute? Route(string topic, ReadOnlyMemory<byte> payload, SessionInfo session, TraceId trace)
    {
        foreach (var router in _routers)
        {
            try
            {
                if (router.Route(topic, payload, session) is { } route)
                {
                    return route;
                }
            }
            catch (Exception exception)
            {
                Log.Failed(_logger, router.GetType(), "", "", session.UserId, session.Id, trace.ToString(), exception);
            }
        }

        return null;
    }

    public void Ended(RequestInfo request, in RequestEnd end)
    {
        if (ended.HasHooks)
        {
            ended.Add(new EndedRequest
            {
                Module = request.Module,
                Handler = request.Handler,
                Key = request.Key,
                Session = request.Session.Id,
                User = request.Session.UserId,
                Outcome = end.Outcome,
                Error = end.Error,
                Duration = end.Duration,
                Trace = request.Trace,
            });
        }

        foreach (var listener in _listeners)
        {
            try
            {
                if (end.Outcome == CallOutcome.Timeout)
                {
                    listener.OnTimedOut(request, end);
                }

                listener.OnEnded(request, end);
            }
            catch (Exception exception)
            {
                Log.Failed(_logger, listener.GetType(), request.Module, request.Handler, request.Session.UserId, request.Session.Id, request.Trace, exception);
            }
        }
    }

    /// <summary>What is left of a push when all have seen it: the same, another one, or null.</summary>
    public PushMessage? Sending(SessionInfo session, PushMessage push)
    {
        foreach (var hook in _outbound)
        {
            try
            {
                if (hook.OnPush(session, push) is not { } left)
                {
                    return null;
                }

                push = left;
            }
            catch (Exception exception)
            {
                Log.Failed(_logger, hook.GetType(), "", "", session.UserId, session.Id, "", exception);
            }
        }

        return push;
    }

    /// <summary>What is left of a reply when all have seen it: the same, another one, or null.</summary>
    public ReplyMessage? Replying(RequestInfo request, ReplyMessage reply)
    {
        foreach (var hook in _outbound)
        {
            try
            {
                if (hook.OnReply(request, reply) is not { } left)
                {
                    return null;
                }

                reply = left;
            }
            catch (Exception exception)
            {
                Log.Failed(_logger, hook.GetType(), request.Module, request.Handler, request.Session.UserId, request.Session.Id, request.Trace, exception);
            }
        }

        return reply;
    }

    private static partial class Log
    {
        [LoggerMessage(2711, LogLevel.Error, "Hook {Hook} failed at {Module}/{Handler} of user '{User}' in session {Session}, trace {Trace}; it is as if it had not been asked.")]
        public static partial void Failed(ILogger logger, Type hook, string module, string handler, string user, string session, string trace, Exception exception);
    }
}
