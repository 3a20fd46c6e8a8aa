using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Mqant.Gateway.Framed;

/// <summary>How a client introduces itself.</summary>
/// <param name="KeepAliveSeconds">0 for no keep-alive.</param>
/// <param name="ClientId">Empty when the client has none.</param>
/// <param name="UserName">Empty for none.</param>
/// <param name="Password">Empty for none.</param>
internal sealed record Hello(ushort KeepAliveSeconds, string ClientId, string UserName, byte[] Password)
{
    public const byte Version = 1;

    private const int MaxClientIdLength = 128;

    /// <summary>Reads the body of the frame.</summary>
    /// <returns>False when it is malformed or of another version.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out Hello? hello)
    {
        hello = null;
        if (body is not [Version, _, _, ..])
        {
            return false;
        }

        var keepAlive = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        var rest = body[3..];
        if (!TryReadBlock(ref rest, out var clientId) || !TryReadBlock(ref rest, out var userName) || !TryReadBlock(ref rest, out var password)
            || !rest.IsEmpty || clientId.Length > MaxClientIdLength || !Utf8.IsValid(clientId) || !Utf8.IsValid(userName))
        {
            return false;
        }

        hello = new Hello(keepAlive, Encoding.UTF8.GetString(clientId), Encoding.UTF8.GetString(userName), password.ToArray());
        return true;
    }

    /// <summary>Reads bytes that are preceded by their length, and moves behind them.</summary>
    public static bool TryReadBlock(ref ReadOnlySpan<byte> span, out ReadOnlySpan<byte> block)
    {
        block = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(span, out var length) || length > span.Length - sizeof(ushort))
        {
            return false;
        }

        block = span.Slice(sizeof(ushort), length);
        span = span[(sizeof(ushort) + length)..];
        return true;
    }
}
