using System.ComponentModel.DataAnnotations;

namespace Mqant.Operations;

/// <summary>A token that lets somebody into the console; the settings have only its hash.</summary>
public sealed class ConsoleToken
{
    /// <summary>Who it belongs to, as the audit log names them.</summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public string Name { get; set; } = string.Empty;

    /// <summary>What they may do.</summary>
    [EnumDataType(typeof(ConsoleRole))]
    public ConsoleRole Role { get; set; }

    /// <summary>SHA-256 of the token's text in 64 hexadecimal digits. The token should be 256 random bits: what a person thinks up is found by guessing.</summary>
    [Required, RegularExpression("^[0-9A-Fa-f]{64}$", ErrorMessage = "is no SHA-256 in 64 hexadecimal digits; docs/console.md says how to make one.")]
    public string Hash { get; set; } = string.Empty;
}
