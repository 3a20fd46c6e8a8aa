namespace Mqant.Operations.Processes;

/// <summary>How far a process is.</summary>
internal enum ProcessState : byte
{
    /// <summary>It cannot serve yet.</summary>
    Starting,

    /// <summary>It serves.</summary>
    Ready,

    /// <summary>Its clients are going elsewhere.</summary>
    Draining,

    /// <summary>It ends.</summary>
    Stopping,

    /// <summary>Nothing was heard of it for some time.</summary>
    Lost,
}
