namespace Mqant.Operations.Errors;

/// <summary>The errors of the cluster, for operators. What they do answers false where there is no such group.</summary>
internal interface IErrorReports
{
    /// <summary>Groups with a status, or all, without samples.</summary>
    Task<ErrorPage> ListAsync(ErrorStatus? status, int skip, int take);

    /// <summary>A group with its samples, or null.</summary>
    Task<ErrorGroup?> GetAsync(string id);

    /// <summary>It should not happen any more. When it does it is open again, and told of.</summary>
    Task<bool> ResolveAsync(string id);

    /// <summary>Opens a group that was resolved or muted.</summary>
    Task<bool> ReopenAsync(string id);

    /// <summary>Has nobody told of it, for a time or, when that is null, until it is reopened.</summary>
    Task<bool> MuteAsync(string id, TimeSpan? time);

    /// <summary>Says who works on it; null for nobody.</summary>
    Task<bool> AssignAsync(string id, string? to);

    /// <summary>What is new or came back after a position. Null answers the present position and nothing else; one that is unknown, for the reports began anew, does too.</summary>
    Task<ErrorNews> GetNewsAsync(long? after);
}
