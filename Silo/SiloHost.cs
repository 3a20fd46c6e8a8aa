using Microsoft.Extensions.Hosting;
using Mqant.Grains;

namespace Mqant.Silo;

/// <summary>Builds the silo program.</summary>
public static class SiloHost
{
    /// <summary>A host with everything a silo needs; add services of your own before building it.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static HostApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = MqantProgram.CreateBuilder(args);
        Settings.CheckSections(builder.Configuration);
        Compatibility.Apply(builder.Configuration);
        var cluster = builder.Services.AddSettings<ClusterSettings>(builder.Configuration, ClusterSettings.SectionName);
        var endpoints = Settings.Read<SiloSettings>(builder.Configuration, SiloSettings.SectionName);
        builder.Services.AddDemos(builder.Configuration, cluster.Mode);
        builder.Services.AddMqantTelemetry(builder.Configuration, "mqant-silo");
        builder.UseOrleans(silo => silo.AddMqant(builder.Configuration).UseMqantCluster(cluster, endpoints));
        return builder;
    }
}
