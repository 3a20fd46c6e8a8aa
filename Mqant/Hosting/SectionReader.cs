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
        var problems = FindProblems(section, options);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static List<string> FindProblems(string path, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return
        [
            .. results.Select(result => $"{path}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}"),
            .. PartsOf(path, options).SelectMany(static part => FindProblems(part.Path, part.Options)),
        ];
    }

    private static IEnumerable<(string Path, object Options)> PartsOf(string path, object options)
    {
        foreach (var property in options.GetType().GetProperties().Where(static property => property.GetIndexParameters().Length == 0))
        {
            var part = $"{path}:{property.Name}";
            var value = property.GetValue(options);
            var parts = value switch
            {
                IDictionary entries => entries.Keys.Cast<object>().Select(key => ($"{part}:{key}", entries[key])),
                IEnumerable elements => elements.Cast<object?>().Select((element, at) => ($"{part}:{at}", element)),
                _ => [(part, value)],
            };
            foreach (var (name, found) in parts)
            {
                if (found is not null && IsPart(found.GetType()))
                {
                    yield return (name, found);
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
