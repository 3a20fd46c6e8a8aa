using System.ComponentModel.DataAnnotations;

namespace Mqant.Operations;

/// <summary>Reports of unexpected exceptions, and who is told of them: section <c>Mqant:Errors</c>. The processes of a cluster should have the same.</summary>
public sealed class ErrorOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Errors";

    /// <summary>Whether exceptions are reported; on by default.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Full names of exception types that are no errors, beside <see cref="GameException"/>: <c>Game.OutOfStockException</c>. Types derived from them count as well.</summary>
    public string[] Expected { get; set; } = [];

    /// <summary>
    /// Beginnings of the full names of types that are no game code, such as <c>Npgsql.</c>: errors are grouped by the first method that is. .NET, Orleans, Mqant and some well-known libraries are known.
    /// </summary>
    public string[] Libraries { get; set; } = [];

    /// <summary>Regular expressions of what is a secret, beside those that are known: what matches is replaced in everything that is reported.</summary>
    public string[] Secrets { get; set; } = [];

    /// <summary>Whether e-mail addresses are secrets; off by default.</summary>
    public bool HideEmailAddresses { get; set; }

    /// <summary>Where operators open the console, for links in notifications: <c>https://ops.example.com/console/</c>. Unset: no links.</summary>
    public Uri? ConsoleUrl { get; set; }

    /// <summary>The language of notifications: English by default.</summary>
    [EnumDataType(typeof(NotificationLanguage))]
    public NotificationLanguage Language { get; set; }

    /// <summary>
    /// A group that is known is told of again when it has this many times as many errors as when it was told of last, or in one minute this many times as many as in a minute of the hour before; 10 by default.
    /// </summary>
    [Range(2.0, 1_000_000.0)]
    public double GrowthFactor { get; set; } = 10;

    /// <summary>How long nothing more is told of a group that something was told of; 15 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan CoolDown { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many messages a channel gets within any 60 minutes; what there is beyond that is summed up in one of them. 20 by default.</summary>
    [Range(1, 10_000)]
    public int MaxPerHour { get; set; } = 20;

    /// <summary>How often channels get a digest of all errors, where there were some; a day by default, zero for never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "31.00:00:00")]
    public TimeSpan DigestInterval { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Who is told, by a name of one's own for each channel.</summary>
    public Dictionary<string, NotificationChannelOptions> Channels { get; } = new(StringComparer.OrdinalIgnoreCase);
}
