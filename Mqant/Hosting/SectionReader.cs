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
    /// <exception cref="SettingsException">A value is none of its type, stands where keys or a list are expected, or a key is unknown.</exception>
    public void Configure(T options)
    {
        var values = configuration.GetSection(section);
        SectionForm.Check(values, typeof(T), [.. sections.Where(known => known.Path == section).Select(known => known.Options).OfType<Type>().Append(typeof(T)).Distinct()
            .SelectMany(static options => options.GetProperties()).Select(static property => property.Name)]);
        try
        {
            values.Bind(options);
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
                if (found is not null && SectionForm.IsPart(found.GetType()))
                {
                    yield return (name, found);
                }
            }
        }
    }
}
