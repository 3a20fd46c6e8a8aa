using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>A reply's envelope. Reading one checks its form to the letter.</summary>
public sealed partial record Reply(string Trace, string Error, JsonElement Result)
{
    /// <summary>The result's JSON, exactly as it was sent.</summary>
    public string ResultText => Result.GetRawText();

    /// <summary>Reads an envelope.</summary>
    public static Reply Read(string text)
    {
        var form = Form().Match(text);
        Assert.True(form.Success, $"Not a reply's envelope: {text}");
        var reply = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(["Trace", "Error", "Result"], reply.EnumerateObject().Select(property => property.Name));
        var result = new Reply(form.Groups["trace"].Value, reply.GetProperty("Error").GetString()!, reply.GetProperty("Result"));
        if (result.Error.Length > 0)
        {
            Assert.Equal(JsonValueKind.Null, result.Result.ValueKind);
        }

        return result;
    }

    // A trace of zeros is no trace (W3C Trace Context, section 3.2.2.3).
    [GeneratedRegex("""^\{"Trace":"(?!0{32})(?<trace>[0-9a-f]{32})","Error":"(?:[^"\\]|\\.)*","Result":.+\}$""", RegexOptions.Singleline)]
    private static partial Regex Form();
}
