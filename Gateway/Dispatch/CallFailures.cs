using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Mqant.Gateway.Dispatch;

/// <summary>What exceptions of a grain call mean for the client.</summary>
internal static class CallFailures
{
    // Orleans makes this exception without a message when it did not send because the silo is known to be dead; when a silo dies with a
    // call in flight there, the message describes the call.
    private static readonly string NotSent = new SiloUnavailableException().Message;

    // A silo that is stopping was asked to place the grain: "Silo '…' is shutting down."
    private const string NotPlaced = "' is shutting down.";

    // Placement found no silo for the grain type; the exception has no type of its own.
    private const string NoSilo = "No active nodes are compatible";

    /// <summary>Whether the call certainly had no effect, so that sending it again keeps "at most once".</summary>
    public static bool ProvesNotStarted(Exception exception) => exception
        is OrleansMessageRejectionException
        or GatewayTooBusyException
        or ConnectionFailedException
        || (exception is SiloUnavailableException
            && (exception.Message == NotSent || exception.Message.EndsWith(NotPlaced, StringComparison.Ordinal)));

    /// <summary>The error that the client gets, or null when it is not the cluster's state but a failure of the grain.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        TimeoutException or OperationCanceledException => GameErrors.DeadlineExceeded,
        SiloUnavailableException or OrleansMessageRejectionException or GatewayTooBusyException or ConnectionFailedException or ObjectDisposedException
            => GameErrors.ServiceUnavailable,
        OrleansException when exception.Message.StartsWith(NoSilo, StringComparison.Ordinal) => GameErrors.ServiceUnavailable,
        _ => null,
    };
}
