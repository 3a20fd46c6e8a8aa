using System.ComponentModel.DataAnnotations;

namespace Mqant.Operations;

/// <summary>
/// Where log lines go and what they look like: section <c>Mqant:Logs</c>. Which lines there are is .NET's own section <c>Logging</c>. Lines that belong to a call carry its
/// trace id, session, user, module and handler.
/// </summary>
public sealed class LogOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Logs";

    private const long Mebibyte = 1024 * 1024;

    /// <summary>What lines on the console look like. Unset: as section <c>Logging:Console</c> says, which is text when that is unset too.</summary>
    [EnumDataType(typeof(ConsoleLogFormat))]
    public ConsoleLogFormat? Console { get; set; }

    /// <summary>
    /// Path of log files, one JSON object a line (compact log event format); the day and, within one, a number are put before the extension: <c>logs/silo-.json</c> becomes
    /// <c>logs/silo-20261126.json</c>, <c>logs/silo-20261126_001.json</c>. Relative paths are relative to the program's folder. Unset: no files.
    /// </summary>
    public string? File { get; set; }

    /// <summary>Bytes after which a day's next file begins; 64 MiB by default, from 64 KiB.</summary>
    [Range(64 * 1024, long.MaxValue)]
    public long MaxFileSize { get; set; } = 64 * Mebibyte;

    /// <summary>How many files are kept; 31 by default.</summary>
    [Range(1, int.MaxValue)]
    public int KeepFiles { get; set; } = 31;

    /// <summary>Whether lines go to the OTLP receiver too, where there is one; on by default.</summary>
    public bool Otlp { get; set; } = true;
}
