using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mqant.Tests.Hooked;

/// <summary>Adds what <see cref="ComplaintsGrain"/> asks for.</summary>
public sealed class HookedStartup : IModuleStartup
{
    public void ConfigureServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<IComplaintBook, ComplaintBook>();
}
