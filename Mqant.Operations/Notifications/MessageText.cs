using System.Globalization;

namespace Mqant.Operations.Notifications;

/// <summary>A message in words, which channels put into the form of their service.</summary>
internal sealed record MessageText
{
    private const int MaxNames = 5;

    public required Notification Notification { get; init; }

    public required NotificationTexts Texts { get; init; }

    /// <summary>What it is about, on one line.</summary>
    public required string Title { get; init; }

    /// <summary>Of one error: what is known of it.</summary>
    public required IReadOnlyList<(string Label, string Value)> Facts { get; init; }

    /// <summary>Of several errors: one line each.</summary>
    public required IReadOnlyList<(NotifiedError Error, string Text)> Lines { get; init; }

    /// <summary>Frames of a sample, or null.</summary>
    public string? Stack { get; init; }

    /// <summary>What else is to be said.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    public Uri? Url => Notification.Errors is [{ Url: { } url }] ? url : Notification.Url;

    /// <summary>The one error that it is about, or null when it is about several.</summary>
    public NotifiedError? Error => IsAboutMany(Notification.Kind) ? null : Notification.Errors[0];

    /// <summary>RGB.</summary>
    public int Color => Notification.Kind switch
    {
        NotificationKind.Digest => 0x2563EB,
        NotificationKind.Growing => 0xD97706,
        NotificationKind.Returned => 0x9333EA,
        NotificationKind.Summary => 0xB45309,
        _ => 0xDC2626,
    };

    public static MessageText Of(Notification notification, NotificationTexts texts)
    {
        var isAboutMany = IsAboutMany(notification.Kind);
        var error = notification.Errors.Count > 0 ? notification.Errors[0] : null;
        var remarks = new List<string>();
        if (notification.More > 0)
        {
            remarks.Add(texts.More(notification.More));
        }

        if (notification.Lost > 0)
        {
            remarks.Add(texts.Lost(notification.Lost));
        }

        return new MessageText
        {
            Notification = notification,
            Texts = texts,
            Title = isAboutMany || error is null ? TitleOf(notification, texts) : TitleOf(error, texts),
            Facts = isAboutMany || error is null ? [] : [.. FactsOf(notification, error, texts).Where(static fact => fact.Value.Length > 0)],
            Lines = isAboutMany ? [.. notification.Errors.Select(e => (e, LineOf(e, notification.Kind, texts)))] : [],
            Stack = isAboutMany || error?.Sample?.Stack is not { Length: > 0 } stack ? null : stack.TrimEnd(),
            Remarks = remarks,
        };
    }

    /// <summary>A time as it is shown: in UTC, to the second.</summary>
    public static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The last part of a type's name.</summary>
    public static string ShortName(string type) => type[(type.LastIndexOf('.') + 1)..];

    /// <summary>The last two parts of a method's name: <c>ChatGrain.SayAsync</c>.</summary>
    public static string ShortWhere(string where)
    {
        if (where.Contains(' ', StringComparison.Ordinal))
        {
            return where;
        }

        var end = where.LastIndexOf('.');
        var begin = end > 0 ? where.LastIndexOf('.', end - 1) : -1;
        return where[(begin + 1)..];
    }

    public string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= MaxNames
            ? string.Join(Texts.ListSeparator, all)
            : $"{string.Join(Texts.ListSeparator, all.Take(MaxNames))}{Texts.ListSeparator}{Texts.More(all.Count - MaxNames)}";
    }

    private static bool IsAboutMany(NotificationKind kind) => kind is NotificationKind.Summary or NotificationKind.Digest;

    private static string TitleOf(Notification notification, NotificationTexts texts)
    {
        var groups = notification.Errors.Count + notification.More;
        return notification.Kind == NotificationKind.Digest
            ? texts.DigestOf(notification.Total, groups, texts.Length(notification.Period))
            : texts.SummaryOf(groups, texts.Length(notification.Period));
    }

    private static string TitleOf(NotifiedError error, NotificationTexts texts)
    {
        var what = error.Kind == NotificationKind.Returned && error.Versions.Length > 0 ? texts.ReturnedIn(error.Versions[^1]) : texts.Name(error.Kind);
        var name = $"{ShortName(error.Type)} · {ShortWhere(error.Where)}";
        return $"{(error.Modules.Length > 0 ? texts.In(what, error.Modules[0]) : what)}{texts.Colon}{name}";
    }

    private static string LineOf(NotifiedError error, NotificationKind kind, NotificationTexts texts)
    {
        var line = $"{NotificationTexts.Number(error.Count)} × {ShortName(error.Type)} · {ShortWhere(error.Where)}";
        line = error.Modules.Length > 0 ? $"{line} · {error.Modules[0]}" : line;
        return kind == NotificationKind.Digest && error.Kind != NotificationKind.New ? line : $"[{texts.Name(error.Kind)}] {line}";
    }

    private static IEnumerable<(string Label, string Value)> FactsOf(Notification notification, NotifiedError error, NotificationTexts texts)
    {
        var sample = error.Sample;
        var names = new MessageText { Notification = notification, Texts = texts, Title = string.Empty, Facts = [], Lines = [], Remarks = [] };
        yield return (texts.Message, error.Message);
        yield return (texts.Where, error.Where);
        yield return (texts.Module, names.Names(error.Modules));
        yield return (texts.Handler, sample?.Handler ?? string.Empty);
        yield return (texts.Process, names.Names(error.Silos));
        yield return (texts.Version, error.Versions.Length > 0 ? texts.Since(error.Versions[0], error.Versions[^1]) : string.Empty);
        yield return (texts.Count, $"{NotificationTexts.Number(error.Count)} ({NotificationTexts.Number((long)error.PerMinute)} {texts.PerMinute})");
        yield return (texts.FirstSeen, Show(error.FirstSeen));
        yield return (texts.LastSeen, Show(error.LastSeen));
        yield return (texts.User, sample?.User ?? string.Empty);
        yield return (texts.Session, sample?.Session ?? string.Empty);
        yield return (texts.Trace, sample?.TraceId ?? string.Empty);
        yield return (texts.Assignee, error.Assignee ?? string.Empty);
        yield return (texts.Cluster, notification.Cluster);
    }
}
