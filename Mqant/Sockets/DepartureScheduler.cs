using System.IO.Pipelines;

namespace Mqant;

/// <summary>Writes to the socket on the thread that flushes, at once or with what else that thread holds back.</summary>
internal sealed class DepartureScheduler : PipeScheduler
{
    public static DepartureScheduler Instance { get; } = new();

    public override void Schedule(Action<object?> action, object? state) => Departures.Depart(action, state);
}
