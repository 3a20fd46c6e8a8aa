namespace Mqant.Operations.Console;

/// <summary>A password that was made just now, and is told once.</summary>
/// <param name="Password">It.</param>
[Secret]
internal sealed record PasswordDto(string Password)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(PasswordDto);
}
