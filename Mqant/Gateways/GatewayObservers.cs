namespace Mqant;

/// <summary>From an address to the gateway.</summary>
internal static class GatewayObservers
{
    extension(GatewayAddress gateway)
    {
        /// <summary>The gateway as a thing to call, as if it ran in another process.</summary>
        public IGatewayObserver Observer => (IGatewayObserver)gateway.Reference;
    }
}
