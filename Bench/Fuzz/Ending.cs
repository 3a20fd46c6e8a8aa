namespace Mqant.Bench.Fuzz;

/// <summary>How a client leaves.</summary>
internal enum Ending
{
    /// <summary>Says that it will send no more, and waits for the gateway to close.</summary>
    HalfClose,

    /// <summary>Closes with a reset, whatever is on its way.</summary>
    Reset,

    /// <summary>Closes without reading a byte.</summary>
    Unread,
}
