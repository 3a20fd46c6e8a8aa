using System.Text;

namespace Mqant.Operations.Errors;

/// <summary>Makes a sample of an error: bounded, and without secrets.</summary>
internal sealed class ErrorSamples(SecretFilter secrets)
{
    /// <summary>How many values of log line, scopes and exception a sample has.</summary>
    public const int MaxFacts = 24;

    private const int MaxMessage = 1_000;
    private const int MaxStack = 8_000;
    private const int MaxFact = 500;
    private const int MaxInner = 5;

    // What a sample has of its own.
    private static readonly string[] Known = ["Module", "Handler", "User", "Session", "Trace", "TraceId"];

    public ErrorSample Make(CapturedError error, string process, string version)
    {
        var call = error.Call;
        return new ErrorSample
        {
            At = error.At,
            Message = MessageOf(error),
            Stack = Cut(secrets.Clean(Cut(Describe(error.Exception), MaxStack * 2)), MaxStack),
            TraceId = Find(error, "Trace") ?? call?.Trace.ToString() ?? error.Activity ?? string.Empty,
            User = Find(error, "User") ?? call?.User ?? string.Empty,
            Session = Find(error, "Session") ?? call?.Session ?? string.Empty,
            Module = ModuleOf(error),
            Handler = Find(error, "Handler") ?? call?.Handler ?? string.Empty,
            Process = process,
            Version = version,
            Log = Cut(error.Log, MaxMessage),
            Facts = FactsOf(error),
        };
    }

    /// <summary>The exception's own message.</summary>
    public string MessageOf(CapturedError error) => Cut(secrets.Clean(Cut(ExceptionText.MessageOf(ErrorOrigin.Unwrap(error.Exception)[0]), MaxMessage * 2)), MaxMessage);

    /// <summary>The module that it happened in, or an empty text.</summary>
    public static string ModuleOf(CapturedError error) => Find(error, "Module") ?? error.Call?.Module ?? error.GrainModule ?? string.Empty;

    private static string? Find(CapturedError error, string name) =>
        error.Facts.Find(fact => fact.Key == name).Value is { Length: > 0 } value ? value : null;

    private Dictionary<string, string> FactsOf(CapturedError error)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("Logger", error.Category);
        Add("Event", error.Event.Name is { Length: > 0 } name ? $"{error.Event.Id} {name}" : error.Event.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("Grain", error.Grain);
        Add("Key", error.Call?.Key);
        foreach (var (key, value) in error.Facts)
        {
            Add(key, Array.IndexOf(Known, key) < 0 ? value : null);
        }

        foreach (var exception in ErrorOrigin.Unwrap(error.Exception))
        {
            foreach (var (key, value) in ExceptionText.DataOf(exception))
            {
                if (key != ErrorCollector.Mark)
                {
                    Add(key, secrets.Describe(key, value));
                }
            }
        }

        return facts;

        void Add(string key, string? value)
        {
            if (facts.Count < MaxFacts && !string.IsNullOrEmpty(value))
            {
                facts.TryAdd(key.Length > MaxFact ? key[..MaxFact] : key, Cut(value, MaxFact));
            }
        }
    }

    // As Exception.ToString, but bounded in depth: the outermost first, since it says what was tried, each cause below it.
    private static string Describe(Exception exception)
    {
        var text = new StringBuilder();
        Append(exception, 0);
        return text.ToString();

        void Append(Exception e, int depth)
        {
            text.Append(depth == 0 ? string.Empty : "---> ").Append(ErrorOrigin.NameOf(e)).Append(": ").AppendLine(Cut(ExceptionText.MessageOf(e), MaxMessage));
            if (ExceptionText.StackOf(e) is { Length: > 0 } frames)
            {
                text.AppendLine(Cut(frames, MaxStack));
            }

            var inner = e is AggregateException many ? many.InnerExceptions.Take(MaxInner) : e.InnerException is { } one ? [one] : [];
            if (depth < MaxInner)
            {
                foreach (var cause in inner)
                {
                    Append(cause, depth + 1);
                }
            }
        }
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length), "…");
}
