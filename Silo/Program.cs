using Microsoft.Extensions.DependencyInjection;
using Mqant;
using Mqant.Silo;

return await MqantProgram.RunAsync(() =>
{
    var builder = SiloHost.CreateBuilder(args);
    builder.Services.AddHostedService<SiloAnnouncement>();
    return builder.Build();
});
