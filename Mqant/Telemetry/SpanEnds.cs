using System.Diagnostics;

namespace Mqant;

/// <summary>What spans say of how they ended.</summary>
internal static class SpanEnds
{
    /// <summary>Notes how a call ended; only what nobody wanted counts as an error.</summary>
    public static void SetOutcome(this Activity activity, CallOutcome outcome, Exception? exception)
    {
        activity.SetTag(SpanAttributes.Outcome, outcome.ToAttribute());
        if (outcome is CallOutcome.Ok or CallOutcome.Refused)
        {
            return;
        }

        activity.SetStatus(ActivityStatusCode.Error, exception?.Message);
        activity.SetTag(SpanAttributes.ErrorType, exception?.GetType().FullName ?? outcome.ToAttribute());
        if (exception is not null)
        {
            activity.AddException(exception);
        }
    }
}
