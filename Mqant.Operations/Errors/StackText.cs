using System.Text.RegularExpressions;

namespace Mqant.Operations.Errors;

/// <summary>
/// Reads the text of a stack trace, which is all that is left of frames in other processes, and names methods so that the name is the same in every build: without what the compiler
/// makes of async methods, lambdas and local functions, and without numbers of lines, types' parameters and overloads.
/// </summary>
internal static partial class StackText
{
    private const string At = "at ";

    private static readonly string[] Libraries =
    [
        "System.", "Microsoft.", "Orleans.", "OrleansCodeGen.", "Internal.", "Interop", "lambda_method",
        "Mqant.Gateway.", "Mqant.Operations.", "Mqant.Redis.", "Mqant.Testing.", "Mqant.Stock.",
        "StackExchange.Redis.", "MQTTnet.", "OpenTelemetry.", "Serilog.", "Newtonsoft.", "Npgsql.", "MySql", "MongoDB.", "Dapper.", "Grpc.", "Google.Protobuf.", "Polly.", "MailKit.", "MimeKit.", "xunit.", "Xunit.",
    ];

    /// <summary>The methods of a stack trace, the one that threw first.</summary>
    public static IEnumerable<string> ReadMethods(string stackTrace)
    {
        foreach (var line in stackTrace.Split('\n'))
        {
            var text = line.Trim();
            var end = text.IndexOf('(', StringComparison.Ordinal);
            if (end > At.Length && text.StartsWith(At, StringComparison.Ordinal))
            {
                yield return text[At.Length..end];
            }
        }
    }

    /// <summary>Whether a method is of the game, not of .NET, Orleans, Mqant or a library.</summary>
    /// <param name="method">As <see cref="ReadMethods"/> has it.</param>
    /// <param name="libraries">What further libraries' types begin with.</param>
    public static bool IsGame(string method, string[] libraries) =>
        !BeginsWithAny(method, Libraries) && !BeginsWithAny(method, libraries) && !IsMqant(method);

    /// <summary>The name by which a method is known in every build: <c>Game.Shop.BuyAsync</c>, <c>Game.Shop.BuyAsync.lambda</c>, <c>Game.Shop.BuyAsync.Check</c>.</summary>
    public static string Normalize(string method)
    {
        var name = Arity().Replace(method, string.Empty);
        string before;
        do
        {
            before = name;
            name = Arguments().Replace(name, string.Empty);
        }
        while (name != before);
        name = Closure().Replace(name, string.Empty);
        do
        {
            before = name;
            name = Lambda().Replace(name, "$1.lambda");
            name = LocalFunction().Replace(name, "$1.$2");
            name = StateMachine().Replace(name, "$1");
            name = TopLevel().Replace(name, "$1");
        }
        while (name != before);
        return name.Replace('+', '.');
    }

    private static bool BeginsWithAny(string method, string[] beginnings) =>
        Array.Exists(beginnings, beginning => method.StartsWith(beginning, StringComparison.Ordinal));

    // Mqant's own code is in the namespace itself, games of its demos in others below it.
    private static bool IsMqant(string method)
    {
        const string Namespace = "Mqant.";
        if (!method.StartsWith(Namespace, StringComparison.Ordinal))
        {
            return false;
        }

        var end = method.IndexOf('.', Namespace.Length);
        return end > 0 && typeof(MqantTelemetry).Assembly.GetType(method[..end].Split('[')[0]) is not null;
    }

    [GeneratedRegex(@"`\d+")]
    private static partial Regex Arity();

    [GeneratedRegex(@"\[[^\[\]]*\]")]
    private static partial Regex Arguments();

    // The classes that hold what lambdas capture: they come and go with it.
    [GeneratedRegex(@"[.+]<>c(?:__DisplayClass[0-9_]+|__[0-9_]+)?(?=[.+])")]
    private static partial Regex Closure();

    [GeneratedRegex(@"<([^<>]*)>b__[0-9_]+")]
    private static partial Regex Lambda();

    [GeneratedRegex(@"<([^<>]*)>g__(\w+)\|[0-9_]+")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"<([^<>]*)>d(?:__[0-9]+)?(?:[.+]MoveNext)?")]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"<(Main|Clone)>\$")]
    private static partial Regex TopLevel();
}
