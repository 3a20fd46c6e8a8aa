using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>How users are treated: section <c>Mqant:Users</c>.</summary>
public sealed class UserOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Users";

    /// <summary>Longest id of a user, in bytes of UTF-8.</summary>
    public const int MaxUserIdLength = UserIds.MaxLength;

    /// <summary>Settings that a session may have, 64 by default. A handler or a call of <see cref="Session.PushAsync"/> that sets more is refused.</summary>
    [Range(1, 100_000)]
    public int MaxSettings { get; set; } = 64;

    /// <summary>Bytes of UTF-8 that names and values of them may have together, 16 KiB by default.</summary>
    [Range(256, 1 << 24)]
    public int MaxSettingsBytes { get; set; } = 16_384;

    private static readonly string[] DefaultDeviceClasses = ["phone", "tablet", "desktop", "web", "console"];

    /// <summary>What happens when a user logs in twice.</summary>
    [EnumDataType(typeof(DuplicateLoginPolicy))]
    public DuplicateLoginPolicy DuplicateLogin { get; set; } = DuplicateLoginPolicy.KickOld;

    /// <summary>How long stored settings are kept after they were last used.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan SettingsExpiry { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Classes of devices that a client may name, by the setting <see cref="SessionSettings.Device"/>. Within each, <see cref="DuplicateLogin"/> applies on
    /// its own, so that a phone does not log a desktop out. Clients that name none of these form a class together.
    /// <c>phone</c>, <c>tablet</c>, <c>desktop</c>, <c>web</c> and <c>console</c> when this is empty.
    /// </summary>
    public IList<string> DeviceClasses { get; } = [];

    /// <summary>How long a grain is told of a user's coming and going after it asked for it last.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan WatchExpiry { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The class of a device that a client named, empty when there is none of that name.</summary>
    internal string Classify(string? device) => device is not null && EffectiveDeviceClasses.Contains(device) ? device : "";

    // A list in configuration adds to the one in code, so the defaults must not be in it.
    private IEnumerable<string> EffectiveDeviceClasses => DeviceClasses.Count > 0 ? DeviceClasses : DefaultDeviceClasses;
}
