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
        }
        catch (InvalidOperationException exception)
        {
            throw new SettingsException(exception.Message, exception);
        }
    }

    public ValidateOptionsResult Validate(string? name, T options)
    {
        var results = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(results.Select(result => $"{section}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}"));
    }
}
