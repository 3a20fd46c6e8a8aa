using System.Text.RegularExpressions;

namespace Mqant.Operations.Errors;

/// <summary>What secrets look like in messages of exceptions and lines of logs.</summary>
internal static partial class SecretPatterns
{
    public const string Hidden = "[hidden]";

    // One that takes longer than this for a text was made to.
    private const int Patience = 100;

    private const string Names =
        @"password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|credentials?|authorization|cookie|signature|connection[_-]?string";

    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(Patience);

    /// <summary>Names whose values are secrets, wherever the name is part of another: <c>dbPassword</c>. Never hard to search for.</summary>
    [GeneratedRegex(Names, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    public static partial Regex SecretName();

    // "-----BEGIN RSA PRIVATE KEY-----" to its end, or to that of a text that was cut off.
    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)", RegexOptions.Singleline | RegexOptions.CultureInvariant, Patience)]
    public static partial Regex PrivateKey();

    // Header.payload.signature, each base64url: the first begins with '{"'.
    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?", RegexOptions.CultureInvariant, Patience)]
    public static partial Regex JsonWebToken();

    // What follows the scheme of an Authorization header. "Basic authentication" is no credential: base64 has capitals or digits.
    [GeneratedRegex(@"(?<scheme>\b(?:[Bb]earer|BEARER)\s+)[A-Za-z0-9._~+/=-]{6,}|(?<scheme>\b(?:[Bb]asic|BASIC|[Dd]igest)\s+)(?=[a-z+/]*[A-Z0-9=])[A-Za-z0-9+/=]{8,}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patience)]
    public static partial Regex Credentials();

    // scheme://user:password@host
    [GeneratedRegex(@"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)", RegexOptions.CultureInvariant, Patience)]
    public static partial Regex UserInfo();

    // password=…, "apiKey": "…", Pwd='…', password is …; of a header, the whole rest of its line.
    [GeneratedRegex(
        @"(?<name>\b(?:proxy-)?authorization\b|\b(?:set-)?cookie\b)(?<sign>\\?[""']?\s*:\s*)(?<value>[^\r\n""']+)"
        + @"|(?<name>[\w.-]*(?:" + Names + @")[\w-]*)(?<sign>\\?[""']?\s*(?:[:=]|=>)\s*|\s+(?:is|was)\s+(?!required|not|too|missing|invalid|wrong|empty|incorrect|null|expired|unknown)|\s+(?=['""]))"
        + @"(?:(?<value>\\""(?:[^""\\]|\\[^""])*\\""|""(?:[^""\\]|\\.)*""|'[^']*')|(?<value>[^\s,;&""'\\}\])<>]+))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patience)]
    public static partial Regex NamedValue();

    // Keys of well-known services, which have forms of their own, and addresses of webhooks, which are keys.
    [GeneratedRegex(
        @"\b(?:sk|pk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{10,}|\bsk-[A-Za-z0-9_-]{16,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[A-Za-z0-9_-]{16,}|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{30,}|\bSEC[0-9a-f]{40,}"
        + @"|(?<=hooks\.slack\.com/services/)[A-Za-z0-9/]+|(?<=/open-apis/bot/v2/hook/)[\w-]+|(?<=discord(?:app)?\.com/api/webhooks/)[\w/-]+|(?<=hook\.worktile\.com/incoming/)\w+|(?<=/webhook/send\?key=)[\w-]+",
        RegexOptions.CultureInvariant, Patience)]
    public static partial Regex KnownKey();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", RegexOptions.CultureInvariant, Patience)]
    public static partial Regex EmailAddress();
}
