using System.Net;
using Microsoft.Extensions.Options;
using Mqant;
using Mqant.Gateway;
using Mqant.Gateway.Hosting;
using Mqant.Gateway.Program;
using Mqant.Stock;

return await MqantProgram.RunAsync(() =>
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddMqant(builder.Configuration.IsEmbedded() ? MqantRole.All : MqantRole.Gateway);
    builder.AddStock(
        "mqant-gateway",
        static services => services.GetRequiredService<IOptions<GatewayOptions>>().Value.Address is var address
            && address != "localhost" && !(IPAddress.TryParse(address, out var ip) && IPAddress.IsLoopback(ip)));
    builder.Services.AddHostedService<Announcement>();
    var app = builder.Build();
    app.UsePages();
    app.MapMqant();
    return app;
});
