namespace Mqant;

/// <summary>
/// An error that is made for the client: thrown by a handler, its message becomes the reply's <c>Error</c> as it is. Every other exception
/// reaches the client as an opaque text with the trace id.
/// </summary>
[GenerateSerializer, Alias("mqant.GameException")]
public class GameException : Exception
{
    /// <summary>Creates an error with the text that the client sees.</summary>
    public GameException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error with the text that the client sees and its cause, which the client does not see.</summary>
    public GameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
