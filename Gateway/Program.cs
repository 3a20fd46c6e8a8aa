using Mqant;
using Mqant.Gateway.Hosting;

return await MqantProgram.RunAsync(() => GatewayHost.Build(GatewayHost.CreateBuilder(args)));
