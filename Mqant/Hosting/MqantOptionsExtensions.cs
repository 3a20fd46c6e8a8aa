using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mqant;

/// <summary>Options of the framework and of what is built on it.</summary>
public static class MqantOptionsExtensions
{
    /// <summary>
    /// Takes options from a section of the configuration, before anything that <c>Configure</c> and <c>PostConfigure</c> say, and checks them when the host starts: data
    /// annotations, <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>, and keys that there are not. May be called more than once.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section: <c>Mqant:Gateway</c>. One below <c>Mqant</c> counts as known from here on.</param>
    /// <exception cref="SettingsException">At start: a value is none of its type, or a key is unknown.</exception>
    /// <exception cref="OptionsValidationException">At start: a value is not allowed.</exception>
    public static IServiceCollection AddMqantOptions<T>(this IServiceCollection services, string section)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(section);
        if (services.Any(static service => service.ServiceType == typeof(SectionReader<T>)))
        {
            return services;
        }

        services.AddSingleton(new KnownSection(section, typeof(T)));
        services.AddSingleton(provider => new SectionReader<T>(
            provider.GetRequiredService<IConfiguration>(), section, provider.GetServices<KnownSection>()));
        services.AddSingleton<IOptionsChangeTokenSource<T>>(
            provider => new ConfigurationChangeTokenSource<T>(provider.GetRequiredService<IConfiguration>().GetSection(section)));

        // First of all, also where code was there before: code has the last word.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<T>>(static provider => provider.GetRequiredService<SectionReader<T>>()));
        services.AddSingleton<IValidateOptions<T>>(static provider => provider.GetRequiredService<SectionReader<T>>());
        services.AddOptions<T>().ValidateOnStart();
        return services;
    }

    /// <summary>Makes a section below <c>Mqant</c> known that this process does not read itself: those of a cluster often share their configuration.</summary>
    public static IServiceCollection AddMqantSection(this IServiceCollection services, string section)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton(new KnownSection(section, Options: null));
    }

    /// <summary>Reads options that decide what is added to the host, before there are services.</summary>
    /// <exception cref="SettingsException">A value is wrong, or a key is unknown.</exception>
    internal static T ReadMqantOptions<T>(this IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = new T();
        var reader = new SectionReader<T>(configuration, section);
        reader.Configure(options);
        return reader.Validate(null, options) is { Failed: true } failure ? throw new SettingsException(failure.FailureMessage) : options;
    }
}
