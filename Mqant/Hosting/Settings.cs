using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mqant;

/// <summary>Reads sections of the configuration and refuses what is wrong, naming the key.</summary>
public static class Settings
{
    private const string Root = "Mqant";
    private const string Logging = "Logging";
    private const string LogLevels = ":LogLevel:";

    // A silo accepts the gateway's settings and the other way round: processes of one cluster often share their configuration.
    private static readonly string[] KnownKeys = ["Cluster", "Compatibility", "Demos", "Gateway", "ModulesPath", "Push", "Silo", "Telemetry", "Users"];

    /// <summary>
    /// Refuses a section under <c>Mqant</c> that no program reads, and log levels that there are not; the keys inside of sections are checked where those are
    /// read.
    /// </summary>
    /// <exception cref="SettingsException">There is one.</exception>
    public static void CheckSections(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        CheckKeys(configuration.GetSection(Root), KnownKeys);
        foreach (var (key, value) in configuration.GetSection(Logging).AsEnumerable())
        {
            if (key.Contains(LogLevels, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(value) && !Enum.TryParse<LogLevel>(value, ignoreCase: true, out _))
            {
                throw new SettingsException($"{key} is '{value}'; expected one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
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

    private static void CheckKeys(IConfigurationSection section, IEnumerable<string> known)
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new SettingsException($"{child.Path} is no setting. Below {section.Path} there are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private static void Bind<T>(IConfiguration configuration, string section, T settings)
        where T : class
    {
        CheckKeys(configuration.GetSection(section), typeof(T).GetProperties().Select(property => property.Name));
        try
        {
            configuration.GetSection(section).Bind(settings, options => options.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            throw new SettingsException(exception.Message, exception);
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
