namespace Mqant;

/// <summary>
/// Decides on names that people choose and other people see. Without one of the game's own, names are normalised (Unicode NFC; refused where they are not and the process has no ICU), and what cannot be seen is refused: control characters, marks that turn the
/// direction of text, characters without a shape, halves of characters. A game that wants otherwise registers its own as a service of its silos and gateways. That a name is not blank, is not too long and holds no
/// control characters is checked in any case.
/// </summary>
public interface INamePolicy
{
    /// <summary>The name by which somebody or something is known from here on; null where it is refused. Called often, on any thread: must not block or throw.</summary>
    /// <param name="kind">What the name is of.</param>
    /// <param name="name">As it was chosen.</param>
    string? Normalize(NameKind kind, string name);
}
