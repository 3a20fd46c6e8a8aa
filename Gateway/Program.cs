using Mqant;
using Mqant.Gateway.Hosting;

return await MqantProgram.RunAsync(() => GatewayHost.CreateBuilder(args).Build());
