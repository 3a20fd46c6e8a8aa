using Mqant;
using Mqant.Grains;
using Mqant.Silo;

return await MqantProgram.RunAsync(() =>
{
    var builder = MqantProgram.CreateBuilder(args);
    var cluster = builder.Services.AddSettings<ClusterSettings>(builder.Configuration, ClusterSettings.SectionName);
    var endpoints = Settings.Read<SiloSettings>(builder.Configuration, SiloSettings.SectionName);
    builder.Services.AddDemos(builder.Configuration, cluster.Mode);
    builder.Services.AddMqantTelemetry(builder.Configuration, "mqant-silo");
    builder.UseOrleans(silo => silo.AddMqant(builder.Configuration).UseMqantCluster(cluster, endpoints));
    builder.Services.AddHostedService<SiloAnnouncement>();
    return builder.Build();
});
