namespace Mqant.Operations.Processes;

/// <summary>What is known of a module: as clients see it, and what each silo does for it.</summary>
internal sealed class KnownModule
{
    // Of one handler.
    private const int MostSlowCalls = 5;

    private readonly Dictionary<string, CallWindow> _handlers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CallWindow> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Handler, string Process), CallWindow> _handlersOfHosts = [];
    private readonly Dictionary<(string Handler, string Process), SlowCall[]> _slowest = [];

    /// <summary>Requests of clients for it.</summary>
    public CallWindow Requests { get; } = new();

    /// <summary>Its last hour.</summary>
    public History History { get; } = new();

    /// <summary>The step in which anything happened last.</summary>
    public long LastStep => _hosts.Values.Append(Requests).Max(static window => window.LastStep);

    public void AddRequests(long step, HandlerSnapshot delta)
    {
        Requests.Add(step, delta.Calls, delta.Errors, delta.Durations);
        Get(_handlers, delta.HandlerName).Add(step, delta.Calls, delta.Errors, delta.Durations);
    }

    public void AddCalls(long step, string process, HandlerSnapshot delta)
    {
        Get(_hosts, process).Add(step, delta.Calls, delta.Errors, delta.Durations);
        Get(_handlersOfHosts, (delta.HandlerName, process)).Add(step, delta.Calls, delta.Errors, delta.Durations);
    }

    public void SetSlowest(string handler, string process, SlowCall[] calls) => _slowest[(handler, process)] = calls;

    public void Forget(string process)
    {
        _hosts.Remove(process);
        Forget(_handlersOfHosts, process);
        Forget(_slowest, process);
    }

    public ModuleNumbers Read(string name, long step, double elapsed, DateTimeOffset slowSince) => new(
        name,
        Requests.Sum(step, elapsed),
        [
            .. _handlers.Select(handler => new HandlerNumbers(
                handler.Key,
                handler.Value.Sum(step, elapsed),
                [
                    .. _slowest.Where(slow => slow.Key.Handler == handler.Key)
                        .SelectMany(static slow => slow.Value)
                        .Where(call => call.At >= slowSince)
                        .OrderByDescending(static call => call.Duration)
                        .Take(MostSlowCalls),
                ],
                [
                    .. _handlersOfHosts.Where(host => host.Key.Handler == handler.Key)
                        .Select(host => new HostNumbers(host.Key.Process, host.Value.Sum(step, elapsed))),
                ])),
        ],
        [.. _hosts.Select(host => new HostNumbers(host.Key, host.Value.Sum(step, elapsed)))]);

    private static void Forget<T>(Dictionary<(string Handler, string Process), T> known, string process)
    {
        foreach (var key in known.Keys.Where(key => key.Process == process).ToArray())
        {
            known.Remove(key);
        }
    }

    private static CallWindow Get<TKey>(Dictionary<TKey, CallWindow> windows, TKey name)
        where TKey : notnull
    {
        if (!windows.TryGetValue(name, out var window))
        {
            windows[name] = window = new CallWindow();
        }

        return window;
    }
}
