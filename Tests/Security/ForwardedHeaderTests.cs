using Mqant.Gateway.Security;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>The header <c>Forwarded</c>, with the examples of RFC 7239.</summary>
public sealed class ForwardedHeaderTests
{
    [Theory]
    [InlineData("for=192.0.2.43", "192.0.2.43")]
    [InlineData("for=192.0.2.43, for=198.51.100.17", "192.0.2.43, 198.51.100.17")]
    [InlineData("For=\"[2001:db8:cafe::17]:4711\"", "[2001:db8:cafe::17]:4711")]
    [InlineData("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60")]
    [InlineData("proto=http ; FOR = 192.0.2.60", "192.0.2.60")]
    [InlineData("by=203.0.113.43", "unknown")]
    [InlineData("for=_hidden, for=_SEVKISEK", "_hidden, _SEVKISEK")]
    [InlineData("for=\"1.2.3.4, 5.6.7.8\"", "unknown")]
    [InlineData("host=\"a,b;for=6.6.6.6\";for=192.0.2.60", "192.0.2.60")]
    [InlineData("for=\"192.0.2.4\\3\"", "192.0.2.43")]
    [InlineData("", "unknown")]
    public void Addresses_AreThoseOfEachProxy(string header, string addresses) => Assert.Equal(addresses, ForwardedHeader.ReadAddresses(header));

    // What the proxy appended would be in the client's quotation marks, or the client's in the proxy's.
    [Theory]
    [InlineData("for=\"")]
    [InlineData("for=6.6.6.6;x=\", for=192.0.2.7")]
    [InlineData("for=6.6.6.6;x=\", for=\"[2001:db8::7]:4711\"")]
    [InlineData("for=6.6.6.6;x=\"\\, for=\"192.0.2.7\"")]
    [InlineData("for=6.6.6.6;x=a\"b, for=192.0.2.7")]
    [InlineData("\"for=6.6.6.6, for=192.0.2.7\"")]
    [InlineData("for=\"6.6.6.6\"x, for=192.0.2.7")]
    public void Header_ThatIsNotQuotedWell_IsNone(string header) => Assert.Null(ForwardedHeader.ReadAddresses(header));
}
