using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Mqant.Gateway.Upgrades;

/// <summary>A request that opens a WebSocket (RFC 6455 section 4.2).</summary>
internal sealed class UpgradeRequest
{
    private const int KeyLength = 16;
    private const int EncodedKeyLength = 24;
    private const string Bearer = "Bearer ";
    private const string TokenParameter = "access_token";

    // The second is what clients of 3.1 offer.
    private static readonly string[] Subprotocols = ["mqtt", "mqttv3.1"];

    // RFC 3986 section 3.2.2, with brackets and the colon before a port. A list, which two fields would make, needs a comma: that one is left out.
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+;=%[]:");

    private readonly RequestHead _head;
    private readonly string? _subprotocol;

    private UpgradeRequest(RequestHead head, string? subprotocol, string forwardedFor)
    {
        _head = head;
        _subprotocol = subprotocol;
        ForwardedFor = forwardedFor;
    }

    /// <summary>Whose connection it is, as proxies of HTTP say; empty where none does.</summary>
    public string ForwardedFor { get; }

    public string UserAgent => _head[RequestField.UserAgent] ?? "";

    /// <summary>A token that came with it. Browsers cannot set headers of a WebSocket.</summary>
    public string? Token
    {
        get
        {
            if (_head[RequestField.Authorization] is { } header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            {
                return header[Bearer.Length..].Trim();
            }

            var query = _head.Target.IndexOf('?', StringComparison.Ordinal);
            return query >= 0 && QueryHelpers.ParseQuery(_head.Target[query..]).TryGetValue(TokenParameter, out var token) && token.ToString() is { Length: > 0 } text ? text : null;
        }
    }

    /// <summary>What the request is, or why it is refused.</summary>
    /// <param name="head">Its head.</param>
    /// <param name="origins">Pages that may open one; empty: all.</param>
    /// <param name="header">How proxies name the clients of its connection.</param>
    /// <param name="refusal">Why it is refused.</param>
    public static UpgradeRequest? Of(RequestHead head, IReadOnlySet<string> origins, ClientAddressHeader header, out UpgradeRefusal? refusal)
    {
        // Nothing offered is accepted, for clients in the field do that. Who offers only other protocols expects one of those.
        var offered = Split(head[RequestField.SecWebSocketProtocol]);
        var chosen = Array.Find(Subprotocols, offered.Contains);
        var forwardedFor = ReadForwardedFor(head, header);
        refusal = head.IsHttp11 && !IsHost(head[RequestField.Host]) ? UpgradeRefusal.NoHost
            : head[RequestField.TransferEncoding] is not null || head[RequestField.ContentLength] is not (null or "0") ? UpgradeRefusal.Body
            : head.Method != HttpMethods.Get ? UpgradeRefusal.OtherMethod
            : !IsUpgrade(head) ? UpgradeRefusal.NoUpgrade
            : !IsKey(head[RequestField.SecWebSocketKey]) ? UpgradeRefusal.NoKey
            : head[RequestField.Origin] is { Length: > 0 } origin && origins.Count > 0 && !origins.Contains(origin) ? UpgradeRefusal.OtherOrigin
            : chosen is null && offered.Length > 0 ? UpgradeRefusal.OtherProtocol
            : forwardedFor is null ? UpgradeRefusal.NoForwarded
            : null;
        return refusal is null ? new UpgradeRequest(head, chosen, forwardedFor!) : null;
    }

    /// <summary>Writes the answer that opens the WebSocket. Extensions are not taken up.</summary>
    public void Accept(IBufferWriter<byte> output)
    {
        output.Write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "u8);
        WriteProof(output);
        if (_subprotocol is not null)
        {
            output.Write("\r\nSec-WebSocket-Protocol: "u8);
            Encoding.ASCII.GetBytes(_subprotocol, output);
        }

        output.Write("\r\n\r\n"u8);
    }

    // Null where what is said is none.
    private static string? ReadForwardedFor(RequestHead head, ClientAddressHeader header) => header switch
    {
        ClientAddressHeader.XForwardedFor => head[RequestField.XForwardedFor] ?? "",
        ClientAddressHeader.Forwarded => head[RequestField.Forwarded] is { } forwarded ? Security.ForwardedHeader.ReadAddresses(forwarded) : "",
        _ => "",
    };

    // Section 4.2.1. What an older version may do is not for who speaks one.
    private static bool IsUpgrade(RequestHead head) => head.IsHttp11
        && HasToken(head[RequestField.Connection], "upgrade")
        && HasToken(head[RequestField.Upgrade], "websocket")
        && head[RequestField.SecWebSocketVersion] == "13";

    private static bool IsHost(string? host) => host is { Length: > 0 } && !host.AsSpan().ContainsAnyExcept(HostCharacters);

    private static bool IsKey(string? key)
    {
        Span<byte> bytes = stackalloc byte[KeyLength + 2];
        return key is { Length: EncodedKeyLength } && Convert.TryFromBase64String(key, bytes, out var length) && length == KeyLength;
    }

    private static string[] Split(string? list) => list is null ? [] : list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool HasToken(string? list, string token)
    {
        foreach (var part in list.AsSpan().Split(','))
        {
            if (list.AsSpan(part).Trim().Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // Section 4.2.2: it shows that the request was understood, and protects nothing.
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 asks for it.")]
    private void WriteProof(IBufferWriter<byte> output)
    {
        var salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;
        Span<byte> text = stackalloc byte[EncodedKeyLength + salt.Length];
        Encoding.ASCII.GetBytes(_head[RequestField.SecWebSocketKey], text);
        salt.CopyTo(text[EncodedKeyLength..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(text, hash);
        Base64.EncodeToUtf8(hash, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(hash.Length)), out _, out var written);
        output.Advance(written);
    }
}
