using Mqant;
using Mqant.Gateway;
using Mqant.Gateway.Hosting;

return await MqantProgram.RunAsync(() =>
{
    var builder = GatewayHost.CreateBuilder(args);
    builder.Services.AddHostedService<Announcement>();
    return GatewayHost.Build(builder);
});
