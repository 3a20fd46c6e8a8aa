using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mqant.Tests.Probe;

/// <summary>Adds what <see cref="BroughtGrain"/> asks for.</summary>
public sealed class BroughtStartup : IModuleStartup
{
    public void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddMqantOptions<BroughtOptions>("Brought");
        services.AddSingleton<BroughtWord>();
    }
}

/// <summary>The module's section.</summary>
public sealed class BroughtOptions
{
    public string Word { get; set; } = "";
}

internal sealed class BroughtWord(IOptions<BroughtOptions> options)
{
    public string Text { get; } = options.Value.Word;
}
