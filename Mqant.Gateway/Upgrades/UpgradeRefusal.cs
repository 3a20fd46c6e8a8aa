using System.Globalization;
using System.Text;
using Mqant.Gateway.Security;

namespace Mqant.Gateway.Upgrades;

/// <summary>An answer to a request that opens no WebSocket. The connection ends with it.</summary>
internal sealed class UpgradeRefusal
{
    private const string Requires = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";

    public static readonly UpgradeRefusal NoRequest = new(400, "Bad Request", "This is no request of HTTP/1.1.");
    public static readonly UpgradeRefusal NoHost = new(400, "Bad Request", "A request names one host.");
    public static readonly UpgradeRefusal NoKey = new(400, "Bad Request", "Sec-WebSocket-Key is 16 bytes in base64.");
    public static readonly UpgradeRefusal NoForwarded = new(400, "Bad Request", "The field Forwarded is not quoted as RFC 7239 wants it.");
    public static readonly UpgradeRefusal OtherProtocol = new(400, "Bad Request", "The subprotocols of this port are mqtt and mqttv3.1.");
    public static readonly UpgradeRefusal OtherOrigin = new(403, "Forbidden", "Pages of this origin are not allowed here.");
    public static readonly UpgradeRefusal OtherMethod = new(405, "Method Not Allowed", "A WebSocket is opened with GET.", "Allow: GET\r\n");
    public static readonly UpgradeRefusal Body = new(413, "Content Too Large", "A request here has no body.");
    public static readonly UpgradeRefusal TooLongLine = new(414, "URI Too Long", "The address is too long.");
    public static readonly UpgradeRefusal NoUpgrade = new(426, "Upgrade Required", "This port speaks MQTT over WebSocket.", Requires);
    public static readonly UpgradeRefusal TooLargeFields = new(431, "Request Header Fields Too Large", "The header fields are too large, or too many.");
    public static readonly UpgradeRefusal OtherVersion = new(505, "HTTP Version Not Supported", "This port speaks HTTP/1.1.");

    private readonly string _head;
    private readonly string _text;

    private UpgradeRefusal(int status, string reason, string text, string fields = "")
    {
        Status = status;
        _text = text;
        _head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {reason}\r\nConnection: {(fields == Requires ? "Upgrade, close" : "close")}\r\n{fields}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {text.Length}\r\n"
            + $"X-Content-Type-Options: {BrowserRules.NoGuessing}\r\nX-Frame-Options: {BrowserRules.NoFrames}\r\nContent-Security-Policy: {BrowserRules.Nothing}\r\nDate: ");
    }

    public int Status { get; }

    /// <summary>The answer as bytes.</summary>
    /// <param name="now">The time.</param>
    /// <param name="hasText">Whether it says in words what is wrong: not to HEAD, which never gets any.</param>
    public byte[] Encode(DateTimeOffset now, bool hasText)
        => Encoding.ASCII.GetBytes($"{_head}{now.UtcDateTime.ToString("R", CultureInfo.InvariantCulture)}\r\n\r\n{(hasText ? _text : "")}");
}
