using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Mqant.Operations.Errors;

/// <summary>Keeps secrets out of what is reported: by what they look like, by what they are called, and by <see cref="SecretAttribute"/>.</summary>
internal sealed class SecretFilter
{
    private const string Unread = "[hidden: too hard to search for secrets]";
    private const int Tries = 2;

    // Types of modules that can be unloaded are not held by this.
    private static readonly ConditionalWeakTable<Type, StrongBox<Shape>> Shapes = [];

    private readonly Regex[] _own;
    private readonly bool _hideEmailAddresses;

    public SecretFilter(IOptions<ErrorOptions> options)
    {
        _own = [.. options.Value.Secrets.Select(static pattern => new Regex(pattern, RegexOptions.CultureInvariant, SecretPatterns.Timeout))];
        _hideEmailAddresses = options.Value.HideEmailAddresses;
    }

    private enum Shape
    {
        /// <summary>Says by itself what it is.</summary>
        Plain,

        /// <summary>Has members that are secret.</summary>
        WithSecrets,

        /// <summary>Is secret.</summary>
        Secret,
    }

    /// <summary>A text without its secrets.</summary>
    public string Clean(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        for (var tries = 0; tries < Tries; tries++)
        {
            try
            {
                return Replace(text);
            }
            catch (RegexMatchTimeoutException)
            {
                // The time is the clock's: perhaps it was the machine that stood still.
            }
        }

        return Unread;
    }

    /// <summary>A value that has a name, without its secrets.</summary>
    public string Describe(string name, object? value) => SecretPatterns.SecretName().IsMatch(name) ? SecretPatterns.Hidden : Clean(Describe(value));

    /// <summary>A text that was made of values, such as a log line, without those that are secret or have something secret in them.</summary>
    public string Clean(string text, IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (_, value) in values)
        {
            if (value is not null && ShapeOf(value.GetType()) != Shape.Plain && Format(value) is { Length: > 0 } shown)
            {
                text = text.Replace(shown, Describe(value), StringComparison.Ordinal);
            }
        }

        return Clean(text);
    }

    private string Replace(string text)
    {
        text = SecretPatterns.PrivateKey().Replace(text, SecretPatterns.Hidden);
        text = SecretPatterns.JsonWebToken().Replace(text, SecretPatterns.Hidden);
        text = SecretPatterns.Credentials().Replace(text, "${scheme}" + SecretPatterns.Hidden);
        text = SecretPatterns.UserInfo().Replace(text, SecretPatterns.Hidden);
        text = SecretPatterns.NamedValue().Replace(text, "${name}${sign}" + SecretPatterns.Hidden);
        text = SecretPatterns.KnownKey().Replace(text, SecretPatterns.Hidden);
        if (_hideEmailAddresses)
        {
            text = SecretPatterns.EmailAddress().Replace(text, SecretPatterns.Hidden);
        }

        foreach (var pattern in _own)
        {
            text = pattern.Replace(text, SecretPatterns.Hidden);
        }

        return text;
    }

    private static string Describe(object? value) => value is null ? string.Empty : ShapeOf(value.GetType()) switch
    {
        Shape.Plain => Format(value),
        Shape.Secret => SecretPatterns.Hidden,
        _ => DescribeMembers(value),
    };

    private static string Format(object value)
    {
        try
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        }
        catch (Exception exception)
        {
            return $"[{exception.GetType().Name}]";
        }
    }

    private static string DescribeMembers(object value)
    {
        var text = new StringBuilder(value.GetType().Name).Append(" {");
        var separator = " ";
        foreach (var (name, get, isSecret) in MembersOf(value.GetType()))
        {
            text.Append(separator).Append(name).Append(" = ").Append(isSecret ? SecretPatterns.Hidden : Read(value, get));
            separator = ", ";
        }

        return text.Append(" }").ToString();
    }

    private static string Read(object value, Func<object, object?> get)
    {
        try
        {
            // What is in it is described by its name alone where it has secrets of its own.
            return get(value) switch
            {
                null => string.Empty,
                var member when ShapeOf(member.GetType()) == Shape.Plain => Format(member),
                _ => SecretPatterns.Hidden,
            };
        }
        catch (Exception exception)
        {
            return $"[{exception.GetType().Name}]";
        }
    }

    private static Shape ShapeOf(Type type) => Shapes.GetValue(type, static type => new StrongBox<Shape>(
        type.IsDefined(typeof(SecretAttribute), inherit: true) ? Shape.Secret
        : ElementOf(type) is { } element && ShapeOf(element) != Shape.Plain ? Shape.Secret
        : !type.IsPrimitive && type != typeof(string) && MembersOf(type).Any(static member => member.IsSecret) ? Shape.WithSecrets
        : Shape.Plain)).Value;

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType ? type.GetGenericArguments().FirstOrDefault(static argument => argument != typeof(object))
        : null;

    private static IEnumerable<(string Name, Func<object, object?> Get, bool IsSecret)> MembersOf(Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanRead && property.GetIndexParameters().Length == 0)
            {
                yield return (property.Name, property.GetValue, IsSecret(property, property.PropertyType));
            }
        }

        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            yield return (field.Name, field.GetValue, IsSecret(field, field.FieldType));
        }
    }

    // A parameter of a record that is marked for its property.
    private static bool IsSecret(MemberInfo member, Type type) => member.IsDefined(typeof(SecretAttribute), inherit: true) || type.IsDefined(typeof(SecretAttribute), inherit: true);
}
