namespace Mqant.Operations.Notifications;

/// <summary>What a channel is told, and how often.</summary>
/// <param name="Name">The channel's name.</param>
/// <param name="MinLevel">Errors below are not told.</param>
/// <param name="Modules">Only errors of these are told; all when empty.</param>
/// <param name="MaxPerHour">How many messages it gets within 60 minutes.</param>
/// <param name="Digest">Whether it gets digests.</param>
internal sealed record ChannelRules(string Name, LogLevel MinLevel, string[] Modules, int MaxPerHour, bool Digest)
{
    public bool Wants(NotifiedError error) => error.Level >= MinLevel
        && (Modules.Length == 0 || Array.Exists(error.Modules, module => Array.Exists(Modules, wanted => wanted.Equals(module, StringComparison.OrdinalIgnoreCase))));
}
