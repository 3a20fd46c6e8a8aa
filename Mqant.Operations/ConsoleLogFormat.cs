namespace Mqant.Operations;

/// <summary>What log lines on the console look like.</summary>
public enum ConsoleLogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object a line, for programs.</summary>
    Json,
}
