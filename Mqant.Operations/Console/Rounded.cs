namespace Mqant.Operations.Console;

/// <summary>Numbers as the API says them: durations in milliseconds, with no more digits than mean something.</summary>
internal static class Rounded
{
    public static double Of(double number) => Math.Round(number, 3);

    public static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);

    public static double? Milliseconds(TimeSpan? duration) => duration is { } known ? Milliseconds(known) : null;
}
