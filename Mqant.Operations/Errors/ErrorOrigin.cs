using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization;

namespace Mqant.Operations.Errors;

/// <summary>What makes errors the same: the exception's type and that of its root cause, and the method of the game that it came from. Messages, values and numbers of lines do not count.</summary>
/// <param name="Id">The fingerprint.</param>
/// <param name="Type">Full name of the exception's type, of the first within wrappers that say nothing by themselves.</param>
/// <param name="Where">The method.</param>
internal sealed record ErrorOrigin(string Id, string Type, string Where)
{
    // Chains are as deep as game code makes them.
    private const int MaxDepth = 10;

    private const int FramesWithoutGame = 3;

    /// <summary>Of what has no place any more.</summary>
    public static readonly ErrorOrigin Others = new("others", "(others)", "(too many different errors at a time)");

    /// <summary>Finds it.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="source">What logged it, for an exception that was not thrown.</param>
    /// <param name="libraries">As <see cref="ErrorOptions.Libraries"/>.</param>
    public static ErrorOrigin Of(Exception exception, string source, string[] libraries)
    {
        var chain = Unwrap(exception);
        var types = chain.ConvertAll(static e => NameOf(e));
        string[] frames = FindGameFrame(chain, libraries) is { } game ? [game]
            : [.. chain.AsEnumerable().Reverse().SelectMany(static e => StackText.ReadMethods(ExceptionText.StackOf(e))).Select(StackText.Normalize).Take(FramesWithoutGame)];
        if (frames.Length == 0)
        {
            frames = [source];
        }

        var text = string.Join('\n', [types[0], types[^1], .. frames]);
        return new ErrorOrigin(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8)), types[0], frames[0]);
    }

    /// <summary>The exception and those within it, from the first that says something down to the root cause.</summary>
    public static List<Exception> Unwrap(Exception exception)
    {
        var chain = new List<Exception>();
        for (var e = exception; e is not null && chain.Count < MaxDepth; e = e.InnerException)
        {
            e = WithoutWrappers(e);
            chain.Add(e);
        }

        return chain;
    }

    /// <summary>The exception within wrappers that say nothing by themselves.</summary>
    public static Exception WithoutWrappers(Exception exception)
    {
        while (exception is AggregateException or TargetInvocationException && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    /// <summary>Full name of an exception's type, also of one that this process does not know.</summary>
    public static string NameOf(Exception exception)
    {
        if (exception is UnavailableExceptionFallbackException { ExceptionType: { Length: > 0 } unknown })
        {
            return unknown.Split(',', '`')[0].Replace('+', '.');
        }

        var type = exception.GetType();
        return (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Split('`')[0].Replace('+', '.');
    }

    // From the root cause outwards: where it began.
    private static string? FindGameFrame(List<Exception> chain, string[] libraries)
    {
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            var methods = StackText.ReadMethods(ExceptionText.StackOf(chain[i])).Where(method => StackText.IsGame(method, libraries)).Select(StackText.Normalize).ToList();
            if (methods.Count > 0)
            {
                // What the compiler may have put into its caller, or will soon, counts as the caller: else the same error would be two.
                var inlined = Inlining.FindCandidates(chain[i]);
                return methods.Find(method => !inlined.Contains(method)) ?? methods[^1];
            }
        }

        return null;
    }
}
