using Mqant.Operations.Processes;

namespace Mqant.Operations.Console;

/// <summary>The last minutes, a number for each step.</summary>
internal sealed record SeriesDto(
    DateTimeOffset From, int StepSeconds, double[] Requests, double[] Errors, double?[] P50, double?[] P99, double[] Pushes, long[] Sessions)
{
    public static SeriesDto Of(HistoryView history) =>
        new(history.From, (int)History.Step.TotalSeconds, history.Requests, history.Errors, history.P50, history.P99, history.Pushes, history.Sessions);
}
