using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mqant;
using Mqant.Silo;
using Mqant.Stock;
using Orleans.Runtime;

return await MqantProgram.RunAsync(() =>
{
    var builder = MqantProgram.CreateBuilder(args);
    builder.AddMqantSilo().AddStock(
        "mqant-silo", static services => !IPAddress.IsLoopback(services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint.Address));
    builder.Services.AddHostedService<SiloAnnouncement>();
    return builder.Build();
});
