using Mqant.Tests.Conformance;
using System.Text;
using Mqant.Gateway.Mqtt;
using Xunit;

namespace Mqant.Tests.Mqtt;

public sealed class TopicsTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("/", true)]
    [InlineData("a//b", true)]
    [InlineData("$SYS/x", true)]
    [InlineData("", false)]
    [InlineData("a/+", false)]
    [InlineData("a#", false)]
    [Conformance("3.1.1", "MQTT-4.7.1-1", "MQTT-4.7.3-1")]
    [Conformance("5.0", "MQTT-4.7.0-1", "MQTT-4.7.3-1")]
    public void Name(string topic, bool valid) => Assert.Equal(valid, Topics.IsName(Encoding.UTF8.GetBytes(topic)));

    [Theory]
    [InlineData("#", true)]
    [InlineData("+", true)]
    [InlineData("/", true)]
    [InlineData("a/#", true)]
    [InlineData("+/a/+/#", true)]
    [InlineData("/+", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("#/", false)]
    [InlineData("a+/b", false)]
    [InlineData("a/+b", false)]
    [InlineData("##", false)]
    [Conformance("3.1.1", "MQTT-4.7.1-2", "MQTT-4.7.1-3", "MQTT-4.7.3-1")]
    [Conformance("5.0", "MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.3-1")]
    public void Filter(string filter, bool valid) => Assert.Equal(valid, Topics.IsFilter(Encoding.UTF8.GetBytes(filter)));
}
