using Mqant.Operations.Processes;

namespace Mqant.Operations.Console;

/// <summary>The cluster at a glance.</summary>
internal sealed record OverviewDto(DateTimeOffset Now, ProcessDto[] Processes, TotalsDto Totals, int OpenErrors);

/// <summary>The cluster in numbers.</summary>
internal sealed record TotalsDto(
    long Sessions,
    long UsersOnline,
    long Rooms,
    long Groups,
    double RequestsPerSecond,
    double ErrorsPerSecond,
    double PushesPerSecond,
    double? P50,
    double? P99)
{
    public static TotalsDto Of(ClusterTotals totals) => new(
        totals.Sessions,
        totals.UsersOnline,
        totals.Rooms,
        totals.Groups,
        Rounded.Of(totals.RequestsPerSecond),
        Rounded.Of(totals.ErrorsPerSecond),
        Rounded.Of(totals.PushesPerSecond),
        Rounded.Milliseconds(totals.P50),
        Rounded.Milliseconds(totals.P99));
}
