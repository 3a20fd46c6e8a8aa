using System.Reflection;

namespace Mqant.Tests.Core;

/// <summary>Exceptions that only Orleans makes.</summary>
internal static class OrleansExceptions
{
    public static TException Create<TException>(string message)
        where TException : Exception =>
        (TException)Activator.CreateInstance(typeof(TException), BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, binder: null, [message], culture: null)!;
}
