using System.Net;

namespace Mqant.Operations.Door;

/// <summary>What the door says in the process's log. Tokens are never in it.</summary>
internal sealed partial class DoorLog(ILogger<DoorLog> logger)
{
    public void SignedIn(string name, ConsoleRole role, IPAddress from, string method) => Log.SignedIn(logger, name, role, from, method);

    public void WrongToken(IPAddress from, bool isLast)
    {
        if (isLast)
        {
            Log.TooManyTokens(logger, from, SignInLimiter.Window);
        }
        else
        {
            Log.WrongToken(logger, from);
        }
    }

    public void UsedLink(IPAddress from) => Log.UsedLink(logger, from);

    public void Refused(string reason, IPAddress from, string path) => Log.Refused(logger, reason, from, path);

    public void NoCluster(string path, string reason) => Log.NoCluster(logger, path, reason);

    public void Failed(string path, Exception exception) => Log.Failed(logger, path, exception);

    private static partial class Log
    {
        [LoggerMessage(4601, LogLevel.Information, "{Who} ({Role}) signed in to the console from {Address} by {Method}.")]
        public static partial void SignedIn(ILogger logger, string who, ConsoleRole role, IPAddress address, string method);

        [LoggerMessage(4602, LogLevel.Information, "A wrong token for the console came from {Address}.")]
        public static partial void WrongToken(ILogger logger, IPAddress address);

        [LoggerMessage(4603, LogLevel.Warning, "Too many wrong tokens for the console came from {Address}: no token from there is looked at for {Window}.")]
        public static partial void TooManyTokens(ILogger logger, IPAddress address, TimeSpan window);

        [LoggerMessage(4604, LogLevel.Warning, "A start link that is not good, or not any more, was used from {Address}.")]
        public static partial void UsedLink(ILogger logger, IPAddress address);

        [LoggerMessage(4605, LogLevel.Debug, "Refused a request for {Path} from {Address}: {Reason}")]
        public static partial void Refused(ILogger logger, string reason, IPAddress address, string path);

        [LoggerMessage(4606, LogLevel.Information, "A request for {Path} could not be served, for no silo answered: {Reason}")]
        public static partial void NoCluster(ILogger logger, string path, string reason);

        [LoggerMessage(4607, LogLevel.Error, "A request for {Path} failed.")]
        public static partial void Failed(ILogger logger, string path, Exception exception);
    }
}
