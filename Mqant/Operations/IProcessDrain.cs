namespace Mqant;

/// <summary>Empties this process and ends it, as an operator asks.</summary>
internal interface IProcessDrain
{
    /// <summary>Whether it was asked, or the process is stopping for another reason.</summary>
    bool HasBegun { get; }

    /// <summary>Sessions that are still there; null in a process without a gateway.</summary>
    int? SessionsLeft { get; }

    /// <summary>
    /// Stops the process as SIGTERM does, and returns at once: a gateway lets nobody in any more and asks its clients to go elsewhere for <c>DrainTimeout</c>; then a silo's grains finish
    /// what they are at. Asked again, nothing happens.
    /// </summary>
    void Begin();
}
