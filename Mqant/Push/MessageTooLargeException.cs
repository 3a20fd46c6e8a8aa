namespace Mqant;

/// <summary>A message for clients is larger than <see cref="PushOptions.MaxMessageSize"/>. Nobody got it.</summary>
[GenerateSerializer, Alias("mqant.MessageTooLargeException")]
public sealed class MessageTooLargeException : Exception
{
    /// <summary>With a text that says size and limit.</summary>
    public MessageTooLargeException(string message)
        : base(message)
    {
    }
}
