namespace Mqant.Operations.Errors;

/// <summary>Minutes since 1970, in UTC.</summary>
internal static class ErrorMinutes
{
    public static long Of(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;
}
