namespace Mqant;

/// <summary>A feature of connections whose transport can hand over what has arrived on the thread that received it.</summary>
internal interface IReadInPlace
{
    /// <summary>Whether whoever reads never blocks and takes microseconds, so that the thread that serves many sockets may run it.</summary>
    bool ReadsInPlace { get; set; }
}
