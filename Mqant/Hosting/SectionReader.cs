using System.Collections;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Mqant;

/// <summary>Options from a section of the configuration; what is wrong there is refused with the name of its key.</summary>
/// <param name="configuration">All of the configuration.</param>
/// <param name="section">The section.</param>
/// <param name="sections">What else is read, perhaps from the same section.</param>
internal sealed class SectionReader<T>(IConfiguration configuration, string section, params IEnumerable<KnownSection> sections) : IConfigureOptions<T>, IValidateOptions<T>
    where T : class
{
    /// <exception cref="SettingsException">A value is none of its type, or a key is unknown.</exception>
    public void Configure(T options)
    {
        var values = configuration.GetSection(section);
        SettingsException.ThrowIfUnknown(values, sections.Where(known => known.Path == section).Select(known => known.Options).OfType<Type>().Append(typeof(T)).Distinct()
            .SelectMany(static options => options.GetProperties()).Select(static property => property.Name));
        try
        {
            values.Bind(options);
            CheckParts(values, typeof(T));
        }
        catch (InvalidOperationException exception)
        {
            throw new SettingsException(exception.Message, exception);
        }
    }

    public ValidateOptionsResult Validate(string? name, T options)
    {
        var failures = Check(section, options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    // Parts are checked as the whole is, each value by the name of its own key.
    private static IEnumerable<string> Check(string path, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
        {
            yield return $"{path}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}";
        }

        foreach (var property in options.GetType().GetProperties())
        {
            if (ElementOf(property.PropertyType) is null && IsPart(property.PropertyType) && property.GetValue(options) is { } part)
            {
                foreach (var failure in Check($"{path}:{property.Name}", part))
                {
                    yield return failure;
                }
            }
        }
    }

    // The binder leaves out elements of lists and dictionaries that have a value that is none of its type, and keys that it does not know.
    private static void CheckParts(IConfigurationSection values, Type options)
    {
        foreach (var property in options.GetProperties())
        {
            var part = values.GetSection(property.Name);
            if (ElementOf(property.PropertyType) is { } element)
            {
                foreach (var child in part.GetChildren())
                {
                    child.Get(element);
                    CheckPart(child, element);
                }
            }
            else
            {
                CheckPart(part, property.PropertyType);
            }
        }
    }

    private static void CheckPart(IConfigurationSection part, Type type)
    {
        if (IsPart(type))
        {
            SettingsException.ThrowIfUnknown(part, type.GetProperties().Select(static property => property.Name));
            CheckParts(part, type);
        }
    }

    private static bool IsPart(Type type) => type.IsClass && type.Namespace?.StartsWith(nameof(System), StringComparison.Ordinal) != true;

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1]
        : null;
}
