namespace Mqant.Operations.Processes;

/// <summary>What a process is for.</summary>
internal enum ProcessKind : byte
{
    /// <summary>It hosts modules.</summary>
    Silo,

    /// <summary>It serves clients.</summary>
    Gateway,

    /// <summary>It does both.</summary>
    Both,
}
