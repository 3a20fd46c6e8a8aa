namespace Mqant.Gateway.Limits;

/// <summary>Why a client that is still to introduce itself will not be let in.</summary>
internal enum SocketRefusal
{
    None,

    /// <summary>Too many connections from its address.</summary>
    AddressIsFull,

    /// <summary>Its address connects too often.</summary>
    TooFast,
}
