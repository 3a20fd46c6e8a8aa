namespace Mqant.Testing;

/// <summary>A request was answered with an error.</summary>
public sealed class RequestFailedException : Exception
{
    /// <summary>Creates the error from what the client got.</summary>
    /// <param name="topic">The request's topic.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="cause">The exception of the handler, where it is known.</param>
    public RequestFailedException(string topic, Reply reply, Exception? cause = null)
        : base($"{topic} was answered with the error '{reply?.Error}'{(cause is null ? "" : $": {cause.Message}")}", cause)
        => Reply = reply ?? throw new ArgumentNullException(nameof(reply));

    /// <summary>The reply.</summary>
    public Reply Reply { get; }

    /// <summary>The error text that the client sees.</summary>
    public string Error => Reply.Error;
}
