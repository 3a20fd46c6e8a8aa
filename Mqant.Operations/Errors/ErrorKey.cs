using System.Reflection;

namespace Mqant.Operations.Errors;

/// <summary>What is known of an error without looking at its stack.</summary>
/// <param name="Type">The exception's type.</param>
/// <param name="Thrower">The method that threw it; null when it was not thrown here.</param>
/// <param name="Category">What logged it.</param>
/// <param name="Event">The log line's event id.</param>
/// <param name="Module">The module, where the log line names it.</param>
/// <param name="Handler">The handler, where the log line names it.</param>
internal readonly record struct ErrorKey(Type Type, MethodBase? Thrower, string Category, int Event, string? Module, string? Handler);
