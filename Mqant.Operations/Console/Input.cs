using System.Text;
using System.Text.Json;

namespace Mqant.Operations.Console;

/// <summary>What is looked at of everything that comes in before it goes anywhere. Each says what is wrong, or null.</summary>
internal static class Input
{
    public const int MaxName = 256;
    public const int MaxMessage = 500;
    public const int MaxReason = 200;
    public const int MaxTopicBytes = 1024;
    public const int MaxSearch = 256;
    public const double MaxMinutes = 60 * 24 * 366 * 10;

    /// <summary>A name that must be there: a module, a session, a user.</summary>
    public static string? CheckName(string? text, string what) =>
        string.IsNullOrWhiteSpace(text) ? $"'{what}' is missing."
        : text.Length > MaxName ? $"'{what}' is longer than {MaxName} characters."
        : HasControl(text) ? $"'{what}' has characters that are none of a name."
        : null;

    /// <summary>A text that may be left out.</summary>
    public static string? CheckText(string? text, string what, int length) =>
        text?.Length > length ? $"'{what}' is longer than {length} characters." : null;

    /// <summary>A text that must be there.</summary>
    public static string? CheckReason(string? text) => string.IsNullOrWhiteSpace(text) ? "'reason' is missing: say why." : CheckText(text, "reason", MaxReason);

    public static string? CheckMinutes(double? minutes) =>
        minutes is null or (> 0 and <= MaxMinutes) ? null : "'minutes' is no time: expected a number above 0 and at most ten years, or null.";

    public static string? CheckTopic(string? topic) =>
        string.IsNullOrWhiteSpace(topic) ? "'topic' is missing; by convention it is 'Module/OnSomething'."
        : Encoding.UTF8.GetByteCount(topic) > MaxTopicBytes ? $"'topic' is longer than {MaxTopicBytes} bytes."
        : topic.AsSpan().ContainsAny('+', '#') || HasControl(topic) ? "'topic' has characters that no topic of a message may have: '+', '#' or control characters."
        : null;

    public static string? CheckPayload(JsonElement payload) => payload.ValueKind == JsonValueKind.Undefined ? "'payload' is missing; expected any JSON." : null;

    /// <summary>The payload's bytes.</summary>
    public static byte[] Encode(JsonElement payload) => JsonSerializer.SerializeToUtf8Bytes(payload, ModuleJson.Options);

    private static bool HasControl(string text) => text.Any(char.IsControl);
}
