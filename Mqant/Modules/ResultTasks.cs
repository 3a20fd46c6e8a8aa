namespace Mqant;

/// <summary>Brings the return types that a handler may have into one.</summary>
internal static class ResultTasks
{
    public static ValueTask<T> FromTaskOf<T>(Task<T> task) => new(task);

    public static ValueTask<NoResult> FromTask(Task task) => FromValueTask(new ValueTask(task));

    public static ValueTask<NoResult> FromValueTask(ValueTask task)
    {
        if (task.IsCompletedSuccessfully)
        {
            // It has ended: this waits for nothing, and gives what may be pooled behind it back.
            task.GetAwaiter().GetResult();
            return default;
        }

        return AwaitAsync(task);

        static async ValueTask<NoResult> AwaitAsync(ValueTask task)
        {
            await task;
            return default;
        }
    }
}
