using System.Diagnostics;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Mqant;

/// <summary>
/// What the exceptions of a grain call mean. Orleans does not always say by their types whether a call was made: some are known by their texts.
/// </summary>
internal static class CallFailures
{
    // Placement was asked of a silo that is stopping: "Silo '…' is shutting down."
    private const string NotPlaced = "' is shutting down.";

    // Placement that looks at the load found none to take the grain: "Unable to select a candidate from … compatible silos (all are overloaded). …"
    private const string Overloaded = "compatible silos (all are overloaded)";

    // Placement took too long, whose limit is not the call's: "Grain placement operation timed out for grain …"
    private const string PlacementTimedOut = "Grain placement operation timed out";

    // Placement found no silo for the grain type; the exception has no type of its own.
    private const string NoSilo = "No active nodes are compatible";

    // Orleans makes this exception without a message when it did not send because the silo is known to be dead; when a silo dies with a
    // call in flight there, or the caller's own process stops, the message describes the call.
    private static readonly string NotSent = new SiloUnavailableException().Message;

    /// <summary>Whether the call certainly had no effect, so that sending it again keeps "at most once".</summary>
    public static bool ProvesNotStarted(Exception exception) => exception switch
    {
        // Before the rejections, of which it is one by its type.
        SiloUnavailableException => exception.Message == NotSent
            || exception.Message.EndsWith(NotPlaced, StringComparison.Ordinal)
            || exception.Message.Contains(Overloaded, StringComparison.Ordinal),
        OrleansMessageRejectionException or GatewayTooBusyException or ConnectionFailedException => true,
        TimeoutException => exception.Message.StartsWith(PlacementTimedOut, StringComparison.Ordinal),

        // Too many calls wait for the grain.
        LimitExceededException => true,

        // Finding the grain's silo was given up, for the silo that knew of it is dead. What a handler throws comes as a reply, and the end of a caller's patience as a time-out.
        OperationCanceledException => true,
        _ => false,
    };

    /// <summary>The error that the client gets, or null when it is not the cluster's state but a failure of the grain.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        TimeoutException => GameErrors.DeadlineExceeded,

        // The second is thrown by an Orleans client that is stopping.
        OperationCanceledException or ObjectDisposedException => GameErrors.ServiceUnavailable,
        _ when IsUnavailable(exception) => GameErrors.ServiceUnavailable,
        _ => null,
    };

    /// <summary>
    /// As <see cref="Explain"/>, for what a handler lets through: the error when a call that it made failed for the cluster's state, or null when it is a failure of the
    /// handler's own.
    /// </summary>
    public static string? ExplainInHandler(Exception exception) => exception switch
    {
        TimeoutException => GameErrors.DeadlineExceeded,
        OperationCanceledException when ComesFromACall(exception) => GameErrors.ServiceUnavailable,
        _ when IsUnavailable(exception) => GameErrors.ServiceUnavailable,
        _ => null,
    };

    private static bool IsUnavailable(Exception exception) => exception
        is OrleansMessageRejectionException
        or GatewayTooBusyException
        or ConnectionFailedException
        or LimitExceededException
        or ClientNotAvailableException
        || (exception is OrleansException && exception.Message.StartsWith(NoSilo, StringComparison.Ordinal));

    // Game code cancels for reasons of its own, too. What a call ends with is taken out of Orleans, which leaves a frame.
    private static bool ComesFromACall(Exception exception) => Array.Exists(
        new StackTrace(exception).GetFrames(),
        static frame => frame.GetMethod()?.DeclaringType?.Assembly.GetName().Name?.StartsWith("Orleans.", StringComparison.Ordinal) == true);
}
