namespace Mqant.Operations.Errors;

/// <summary>The errors of the cluster. One grain: each process tells it of its own once a second where there are any.</summary>
[Alias("mqant.IErrorReportsGrain")]
internal interface IErrorReportsGrain : IGrainWithIntegerKey
{
    const long Key = 0;

    /// <summary>Takes in what a process counted; a report that comes again counts once. Answers when it is stored, or storage does not answer. An empty one keeps the grain awake.</summary>
    [ResponseTimeout("00:00:10"), Alias("Report")]
    Task ReportAsync(ErrorReport report);

    /// <inheritdoc cref="IErrorReports.ListAsync"/>
    [Alias("List")]
    Task<ErrorPage> ListAsync(ErrorStatus? status, int skip, int take);

    /// <inheritdoc cref="IErrorReports.GetAsync"/>
    [Alias("Get")]
    Task<ErrorGroup?> GetAsync(string id);

    /// <inheritdoc cref="IErrorReports.ResolveAsync"/>
    [Alias("Resolve")]
    Task<bool> ResolveAsync(string id);

    /// <inheritdoc cref="IErrorReports.ReopenAsync"/>
    [Alias("Reopen")]
    Task<bool> ReopenAsync(string id);

    /// <inheritdoc cref="IErrorReports.MuteAsync"/>
    [Alias("Mute")]
    Task<bool> MuteAsync(string id, TimeSpan? time);

    /// <inheritdoc cref="IErrorReports.AssignAsync"/>
    [Alias("Assign")]
    Task<bool> AssignAsync(string id, string? to);

    /// <inheritdoc cref="IErrorReports.GetNewsAsync"/>
    [Alias("GetNews")]
    Task<ErrorNews> GetNewsAsync(long? after);
}
