namespace Mqant.Bench.Servers;

/// <summary>How punctual the rooms of a server were. Times in milliseconds.</summary>
/// <param name="Count">Ticks.</param>
/// <param name="Median">By how much the median tick began late.</param>
/// <param name="P99">By how much all but one percent of the ticks began late at most.</param>
/// <param name="Max">By how much the latest of those ticks began late that were looked at: past a thousand a second a sample.</param>
/// <param name="Lost">Ticks that were left out.</param>
internal sealed record TickTimes(long Count, double Median, double P99, double Max, long Lost);
