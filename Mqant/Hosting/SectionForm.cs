using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Mqant;

/// <summary>
/// Whether a section has the form of its options. The binder leaves out, without a word, one value where keys or a list are expected, keys that it does not know, and elements of lists that
/// are none of their type: a protection that was meant to be on would stay off.
/// </summary>
internal static class SectionForm
{
    /// <summary>Checks a section and what is below it.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">What is read from it.</param>
    /// <param name="known">All keys that it may have.</param>
    /// <exception cref="SettingsException">It has another form; the message names the key and says what is expected.</exception>
    public static void Check(IConfigurationSection section, Type options, IReadOnlyCollection<string> known)
    {
        ThrowIfSingle(section, $"has settings of its own: {string.Join(", ", known.Order(StringComparer.Ordinal))}");
        SettingsException.ThrowIfUnknown(section, known);
        foreach (var property in options.GetProperties())
        {
            CheckValue(section.GetSection(property.Name), property.PropertyType, property);
        }
    }

    /// <summary>Whether settings of a type are properties with keys.</summary>
    public static bool IsPart(Type type) => type.IsClass && type.Namespace?.StartsWith(nameof(System), StringComparison.Ordinal) != true && !IsSingle(type);

    private static bool IsSingle(Type type) => type == typeof(string) || type == typeof(byte[]) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    private static void CheckValue(IConfigurationSection value, Type type, PropertyInfo property)
    {
        if (IsSingle(type))
        {
            CheckSingle(value, type, property);
        }
        else if (ElementOf(type) is { } element)
        {
            ThrowIfSingle(value, type.GetGenericArguments().Length > 1
                ? $"has names below it: {value.Path}:<name>"
                : $"is a list, whose first element is {value.Path}:0");
            foreach (var child in value.GetChildren())
            {
                CheckValue(child, element, property);
            }
        }
        else if (IsPart(type))
        {
            Check(value, type, [.. type.GetProperties().Select(static property => property.Name)]);
        }
    }

    // An empty one is how some sources, JSON's among them, write that there is nothing. What it is may be secret.
    private static void ThrowIfSingle(IConfigurationSection section, string expected)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            throw new SettingsException($"{section.Path} has one value, but {expected}.");
        }
    }

    private static void CheckSingle(IConfigurationSection value, Type type, PropertyInfo property)
    {
        if (type != typeof(byte[]) && value.GetChildren().FirstOrDefault() is { } child)
        {
            throw new SettingsException($"{child.Path} is no setting: {value.Path} has one value, and nothing below it.");
        }

        var single = Nullable.GetUnderlyingType(type) ?? type;
        if (value.Value is not { } text || (text.Length == 0 && (single != type || !type.IsValueType)))
        {
            return;
        }

        var allowed = property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.Select(static allowed => allowed?.ToString()).OfType<string>().ToArray()
            ?? (single.IsEnum && !single.IsDefined(typeof(FlagsAttribute)) ? Enum.GetNames(single) : null);
        if (allowed is not null)
        {
            if (!allowed.Contains(single.IsEnum && Enum.TryParse(single, text, ignoreCase: true, out var named) ? named.ToString() : text, StringComparer.Ordinal))
            {
                throw new SettingsException($"{value.Path}: '{text}' is none of {string.Join(", ", allowed)}.");
            }
        }
        else if (!CanRead(text, single))
        {
            throw new SettingsException($"{value.Path}: '{text}' is {Describe(single)}.");
        }
    }

    private static bool CanRead(string text, Type type)
    {
        try
        {
            return type == typeof(byte[]) || TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or NotSupportedException or InvalidCastException)
        {
            return false;
        }
    }

    private static string Describe(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "neither true nor false",
        TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 or TypeCode.UInt64 => "no whole number, or none that fits",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "no number; expected for example 0.5",
        _ when type == typeof(TimeSpan) => "no time; expected for example 00:00:30",
        _ => "nothing that this setting can be",
    };

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1]
        : null;
}
