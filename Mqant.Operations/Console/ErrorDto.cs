using Mqant.Operations.Errors;

namespace Mqant.Operations.Console;

/// <summary>Part of a list of groups of errors.</summary>
internal sealed record ErrorsDto(int Total, ErrorGroupDto[] Groups);

/// <summary>Errors of one cause.</summary>
internal record ErrorGroupDto(
    string Id,
    string Type,
    string Message,
    string Where,
    long Count,
    double PerMinute,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    ErrorStatus Status,
    string? Assignee,
    DateTimeOffset? MutedUntil,
    string[] Modules,
    string[] Silos,
    string[] Versions,
    string FirstVersion,
    int[] Series)
{
    public static ErrorGroupDto Of(ErrorGroup group) => new(
        group.Id,
        group.Type,
        group.Message,
        group.Where,
        group.Count,
        Rounded.Of(group.PerMinute),
        group.FirstSeen,
        group.LastSeen,
        group.Status,
        group.Assignee,
        group.MutedUntil,
        group.Modules,
        group.Silos,
        group.Versions,
        group.FirstVersion,
        group.Series);
}

/// <summary>Errors of one cause, with samples.</summary>
internal sealed record ErrorDetailsDto : ErrorGroupDto
{
    public ErrorDetailsDto(ErrorGroup group)
        : base(Of(group)) => Samples = [.. group.Samples.Select(ErrorSampleDto.Of)];

    public ErrorSampleDto[] Samples { get; }
}

/// <summary>One error.</summary>
internal sealed record ErrorSampleDto(
    DateTimeOffset At, string Message, string Stack, string TraceId, string User, string Session, string Module, string Handler, string Process, string Version, string Log,
    IReadOnlyDictionary<string, string> Facts)
{
    public static ErrorSampleDto Of(ErrorSample sample) => new(
        sample.At, sample.Message, sample.Stack, sample.TraceId, sample.User, sample.Session, sample.Module, sample.Handler, sample.Process, sample.Version, sample.Log,
        sample.Facts);
}
