namespace Mqant;

/// <summary>The error texts that clients see. Clients compare them: they never change.</summary>
public static class GameErrors
{
    /// <summary>The topic has fewer than two segments, or is longer or deeper than the gateway allows.</summary>
    public const string BadTopic = "Topic must be [moduleType@moduleID]/[handler]|[moduleType@moduleID]/[handler]/[msgid]";

    /// <summary>The payload is not what the handler needs.</summary>
    public const string BadJson = "The JSON format is incorrect";

    /// <summary>The call took longer than its time limit; whether it had an effect is unknown.</summary>
    public const string DeadlineExceeded = "deadline exceeded";

    /// <summary>No silo could take the call.</summary>
    public const string ServiceUnavailable = "service unavailable";

    /// <summary>The session is not bound to a user and the handler needs one.</summary>
    public const string LoginRequired = "Not Logined";

    /// <summary>The user has none of the roles that the handler needs.</summary>
    public const string RoleRequired = "not authorized";

    /// <summary>The session has ended. The spelling is mqant's.</summary>
    public const string NoSession = "No Sesssion found";

    /// <summary>The user is logged in elsewhere and the policy refuses a second login.</summary>
    public const string AlreadyOnline = "user is already online";

    /// <summary>Too many new grain keys, rooms or logins within a minute, of a session or of all of its address.</summary>
    public const string TooManyKeys = "the work queue is full!";

    /// <summary>A session would have more settings, or larger ones, than it may.</summary>
    public const string TooManySettings = "too many settings";

    /// <summary>No module of that name runs in the cluster, or the key is not allowed.</summary>
    public static string ModuleNotFound(string name) => $"Service(type:{name}) not found";

    /// <summary>The module has no such handler.</summary>
    public static string HandlerNotFound(string name) => $"Remote function({name}) not found";

    /// <summary>Operators do not let the user in, and say why.</summary>
    public static string Banned(string reason) => $"user is banned: {reason}";

    /// <summary>The second segment is not a handler's name.</summary>
    public static string BadHandlerName(string name) => $"Method({name}) must begin with 'HD_'";

    /// <summary>A handler failed; the trace id finds the report.</summary>
    public static string Internal(string trace) => $"internal error (trace {trace})";
}
