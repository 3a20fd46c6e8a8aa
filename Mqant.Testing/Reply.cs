using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mqant.Testing;

/// <summary>A reply's envelope. Reading one checks its form to the letter.</summary>
/// <param name="Trace">The trace id, 32 hexadecimal digits.</param>
/// <param name="Error">Empty on success.</param>
/// <param name="Result">What the handler returned; null on error.</param>
public sealed partial record Reply(string Trace, string Error, JsonElement Result)
{
    /// <summary>The result's JSON, exactly as it was sent.</summary>
    public string ResultText => Result.GetRawText();

    /// <summary>Reads an envelope.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Reply Read(string text)
    {
        var form = Form().Match(text);
        if (!form.Success)
        {
            throw new FormatException($"Not a reply's envelope: {text}");
        }

        var reply = JsonSerializer.Deserialize<JsonElement>(text);
        var result = new Reply(form.Groups["trace"].Value, reply.GetProperty("Error").GetString()!, reply.GetProperty("Result"));
        return reply.EnumerateObject().Count() == 3 && (result.Error.Length == 0 || result.Result.ValueKind == JsonValueKind.Null)
            ? result
            : throw new FormatException($"An envelope has Trace, Error and Result, and no result beside an error: {text}");
    }

    // A trace of zeros is no trace (W3C Trace Context, section 3.2.2.3).
    [GeneratedRegex("""^\{"Trace":"(?!0{32})(?<trace>[0-9a-f]{32})","Error":"(?:[^"\\]|\\.)*","Result":.+\}$""", RegexOptions.Singleline)]
    private static partial Regex Form();
}
