namespace Mqant.Grains.XaXb;

/// <summary>What the players of a round wait for. The names are what clients see.</summary>
internal enum XaXbPhase
{
    /// <summary>No round yet.</summary>
    Void,

    /// <summary>The next round.</summary>
    Idle,

    /// <summary>Stakes.</summary>
    Betting,

    /// <summary>The drawing of the digit.</summary>
    Opening,

    /// <summary>The winner is known.</summary>
    Settlement,
}
