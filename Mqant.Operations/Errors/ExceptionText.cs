using System.Collections;

namespace Mqant.Operations.Errors;

/// <summary>Reads exceptions, whose members game code may have written: where one fails, its failure stands in its place.</summary>
internal static class ExceptionText
{
    /// <summary>All of it, as it describes itself.</summary>
    public static string Of(Exception exception) => Read(exception, static e => e.ToString());

    public static string MessageOf(Exception exception) => Read(exception, static e => e.Message);

    /// <summary>Its stack, or an empty text.</summary>
    public static string StackOf(Exception exception) => Read(exception, static e => e.StackTrace);

    /// <summary>What it carries; empty where that cannot be read, or is being changed.</summary>
    public static List<KeyValuePair<string, object?>> DataOf(Exception exception)
    {
        try
        {
            return [.. exception.Data.Cast<DictionaryEntry>().Select(static entry => KeyValuePair.Create(entry.Key.ToString() ?? string.Empty, entry.Value))];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private static string Read(Exception exception, Func<Exception, string?> read)
    {
        try
        {
            return read(exception) ?? string.Empty;
        }
        catch (Exception failure)
        {
            return $"[{failure.GetType().Name}]";
        }
    }
}
