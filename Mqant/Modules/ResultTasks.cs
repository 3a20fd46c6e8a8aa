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
