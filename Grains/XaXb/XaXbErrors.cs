namespace Mqant.Grains.XaXb;

/// <summary>Error texts that clients of XaXb know.</summary>
internal static class XaXbErrors
{
    /// <summary>The session has no seat at the table.</summary>
    public const string NoSeat = "fail";
}
