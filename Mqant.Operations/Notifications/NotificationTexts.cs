using System.Globalization;

namespace Mqant.Operations.Notifications;

/// <summary>What messages say, in a language.</summary>
internal sealed record NotificationTexts
{
    public static readonly NotificationTexts English = new()
    {
        Language = "en",
        New = "New error",
        Growing = "Error is growing",
        Returned = "Error is back",
        Summary = "Errors, summed up",
        Digest = "Digest of errors",
        In = static (what, where) => $"{what} in {where}",
        ReturnedIn = static version => $"Error is back in {version}",
        SummaryOf = static (count, period) => $"{Number(count)} errors in {period}, summed up",
        DigestOf = static (total, groups, period) => $"{Number(total)} errors of {Number(groups)} kinds in the last {period}",
        Message = "Message",
        Where = "Where",
        Module = "Module",
        Handler = "Handler",
        Process = "Process",
        Version = "Version",
        Since = static (first, last) => first == last ? first : $"{last}, first seen in {first}",
        Count = "Count",
        PerMinute = "a minute",
        FirstSeen = "First seen",
        LastSeen = "Last seen",
        User = "User",
        Session = "Session",
        Trace = "Trace",
        Cluster = "Cluster",
        Assignee = "Assigned to",
        Stack = "Stack of one of them",
        LastHour = "Last hour",
        Open = "Open in the console",
        More = static more => $"and {Number(more)} more",
        Lost = static lost => $"{Number(lost)} earlier messages found no place while this channel took none.",
        Footer = static cluster => $"From the error reports of cluster {cluster}. What looks like a secret has been taken out.",
        Days = static n => n == 1 ? "24 hours" : $"{n} days",
        Hours = static n => n == 1 ? "hour" : $"{n} hours",
        Minutes = static n => n == 1 ? "minute" : $"{n} minutes",
        ListSeparator = ", ",
        Colon = ": ",
    };

    public static readonly NotificationTexts Chinese = new()
    {
        Language = "zh-CN",
        New = "新错误",
        Growing = "错误激增",
        Returned = "错误再次出现",
        Summary = "错误汇总",
        Digest = "错误摘要",
        In = static (what, where) => $"{what}（{where}）",
        ReturnedIn = static version => $"错误在 {version} 中再次出现",
        SummaryOf = static (count, period) => $"错误汇总：{period}内 {Number(count)} 类错误",
        DigestOf = static (total, groups, period) => $"最近{period}：{Number(groups)} 类错误，共 {Number(total)} 次",
        Message = "消息",
        Where = "位置",
        Module = "模块",
        Handler = "处理函数",
        Process = "进程",
        Version = "版本",
        Since = static (first, last) => first == last ? first : $"{last}（首次出现于 {first}）",
        Count = "次数",
        PerMinute = "每分钟",
        FirstSeen = "首次出现",
        LastSeen = "最近出现",
        User = "用户",
        Session = "会话",
        Trace = "跟踪",
        Cluster = "集群",
        Assignee = "负责人",
        Stack = "其中一次的调用栈",
        LastHour = "最近一小时",
        Open = "在控制台中打开",
        More = static more => $"另有 {Number(more)} 类",
        Lost = static lost => $"此渠道不可用期间有 {Number(lost)} 条更早的消息未能保留。",
        Footer = static cluster => $"来自集群 {cluster} 的错误报告，疑似机密的内容已隐去。",
        Days = static n => n == 1 ? " 24 小时" : $" {n} 天",
        Hours = static n => $" {n} 小时",
        Minutes = static n => $" {n} 分钟",
        ListSeparator = "、",
        Colon = "：",
    };

    public required string Language { get; init; }

    public required string New { get; init; }

    public required string Growing { get; init; }

    public required string Returned { get; init; }

    public required string Summary { get; init; }

    public required string Digest { get; init; }

    public required Func<string, string, string> In { get; init; }

    public required Func<string, string> ReturnedIn { get; init; }

    public required Func<long, string, string> SummaryOf { get; init; }

    public required Func<long, long, string, string> DigestOf { get; init; }

    public required string Message { get; init; }

    public required string Where { get; init; }

    public required string Module { get; init; }

    public required string Handler { get; init; }

    public required string Process { get; init; }

    public required string Version { get; init; }

    public required Func<string, string, string> Since { get; init; }

    public required string Count { get; init; }

    public required string PerMinute { get; init; }

    public required string FirstSeen { get; init; }

    public required string LastSeen { get; init; }

    public required string User { get; init; }

    public required string Session { get; init; }

    public required string Trace { get; init; }

    public required string Cluster { get; init; }

    public required string Assignee { get; init; }

    public required string Stack { get; init; }

    public required string LastHour { get; init; }

    public required string Open { get; init; }

    public required Func<long, string> More { get; init; }

    public required Func<long, string> Lost { get; init; }

    public required Func<string, string> Footer { get; init; }

    public required Func<int, string> Days { get; init; }

    public required Func<int, string> Hours { get; init; }

    public required Func<int, string> Minutes { get; init; }

    public required string ListSeparator { get; init; }

    public required string Colon { get; init; }

    public static NotificationTexts Of(NotificationLanguage language) => language == NotificationLanguage.Zh ? Chinese : English;

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public string Name(NotificationKind kind) => kind switch
    {
        NotificationKind.New => New,
        NotificationKind.Growing => Growing,
        NotificationKind.Returned => Returned,
        NotificationKind.Summary => Summary,
        _ => Digest,
    };

    public string Length(TimeSpan time) => time.TotalDays >= 1 ? Days((int)Math.Round(time.TotalDays))
        : time.TotalMinutes >= 90 || time.TotalHours == 1 ? Hours((int)Math.Round(time.TotalHours))
        : Minutes(Math.Max(1, (int)Math.Round(time.TotalMinutes)));
}
