namespace Mqant.Operations.Errors;

/// <summary>What operators have said of a group of errors.</summary>
internal enum ErrorStatus
{
    /// <summary>Nothing yet, or it came back.</summary>
    Open,

    /// <summary>It should not happen any more: told of when it does.</summary>
    Resolved,

    /// <summary>Counted, and told of to nobody.</summary>
    Muted,
}
