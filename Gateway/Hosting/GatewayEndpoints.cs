namespace Mqant.Gateway.Hosting;

internal sealed class GatewayEndpoints { public void Print(TextWriter w) { } }
