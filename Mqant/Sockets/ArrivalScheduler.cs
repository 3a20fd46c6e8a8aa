using System.IO.Pipelines;

namespace Mqant;

/// <summary>Lets whoever reads a connection go on: on the thread that received, where that was said to be right, else on the thread pool.</summary>
internal sealed class ArrivalScheduler : PipeScheduler
{
    [ThreadStatic]
    private static bool _inPlace;

    public static ArrivalScheduler Instance { get; } = new();

    /// <summary>Hands over what was received.</summary>
    public static ValueTask<FlushResult> FlushAsync(PipeWriter input, bool inPlace)
    {
        _inPlace = inPlace;
        try
        {
            return input.FlushAsync();
        }
        finally
        {
            _inPlace = false;
        }
    }

    public override void Schedule(Action<object?> action, object? state)
    {
        if (_inPlace)
        {
            _inPlace = false;
            action(state);
        }
        else
        {
            ThreadPool.Schedule(action, state);
        }
    }
}
