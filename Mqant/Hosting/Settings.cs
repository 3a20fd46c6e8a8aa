using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mqant;

/// <summary>Reads sections of the configuration and refuses what is wrong, naming the key.</summary>
public static class Settings
{
    private const string Root = "Mqant";

    // A silo accepts the gateway's settings and the other way round: processes of one cluster often share their configuration.
    private static readonly string[] KnownKeys = ["Cluster", "Demos", "Gateway", "ModulesPath", "Silo", "Telemetry", "Users"];

    /// <summary>Refuses a section under <c>Mqant</c> that no program reads; the keys inside of sections are checked where those are read.</summary>
    /// <exception cref="SettingsException">There is one.</exception>
    public static void CheckSections(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (var section in configuration.GetSection(Root).GetChildren())
        {
            if (!KnownKeys.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new SettingsException($"{section.Path} is no setting. Below {Root} there are {string.Join(", ", KnownKeys)}.");
            }
        }
    }

    /// <summary>Reads and checks a section.</summary>
    /// <exception cref="SettingsException">A value is wrong or a key is unknown.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var settings = new T();
        Bind(configuration, section, settings);
        return settings;
    }

    /// <summary>Makes a checked section available as <see cref="IOptions{TOptions}"/>.</summary>
    /// <exception cref="SettingsException">A value is wrong or a key is unknown.</exception>
    public static T AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class, new()
    {
        var settings = Read<T>(configuration, section);
        services.AddSingleton(Options.Create(settings));
        return settings;
    }

    private static void Bind<T>(IConfiguration configuration, string section, T settings)
        where T : class
    {
        try
        {
            configuration.GetSection(section).Bind(settings, options => options.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            throw new SettingsException($"Configuration section {section}: {exception.Message}", exception);
        }

        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true))
        {
            throw new SettingsException(string.Join(
                Environment.NewLine,
                results.Select(r => $"{section}:{string.Join(',', r.MemberNames)}: {r.ErrorMessage}")));
        }
    }
}
