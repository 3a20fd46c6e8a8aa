using System.Text;
using Mqant.Bench.Robots;
using Xunit;

namespace Mqant.Tests.Bench;

/// <summary>What chat robots complain about.</summary>
public sealed class ChatRulesTests
{
    private readonly ChatRules _rules = new("lobby", "robot-");

    [Fact]
    public void MessagesInOrder_AreFine()
    {
        // Who comes later hears a sender from the middle on.
        foreach (var (robot, count) in new[] { (1, 1), (2, 7), (1, 2), (2, 8), (1, 3) })
        {
            Assert.Null(Hear(robot, count));
        }

        Assert.Equal(3, _rules.LastHeard(1));
        Assert.Equal(0, _rules.LastHeard(3));
    }

    [Theory]
    [InlineData(2, "came twice")]
    [InlineData(1, "came after number 2")]
    [InlineData(4, "one is missing")]
    public void MessagesOutOfOrder_BreakARule(int count, string rule)
    {
        Hear(1, 1);
        Hear(1, 2);

        Assert.Contains(rule, Hear(1, count), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"from":"robot-2","msg":"1-1","roomName":"lobby","target":"*"}""", "another sender's name")]
    [InlineData("""{"from":"","msg":"1-1","roomName":"lobby","target":"*"}""", "another sender's name")]
    [InlineData("""{"from":"robot-1","msg":"1-1","roomName":"elsewhere","target":"*"}""", "another room")]
    [InlineData("""{"from":"robot-1","msg":"1-1","roomName":"lobby","target":"robot-2"}""", "another room")]
    [InlineData("""{"from":"robot-1","msg":"1-","roomName":"lobby","target":"*"}""", "nothing that a robot says")]
    [InlineData("""{"from":"robot-1"}""", "nothing that a robot says")]
    [InlineData("""{"from":""", "no JSON")]
    public void StrangeMessages_BreakARule(string push, string rule)
        => Assert.Contains(rule, _rules.OnChat(Encoding.UTF8.GetBytes(push)), StringComparison.Ordinal);

    private string? Hear(int robot, int count) => _rules.OnChat(Encoding.UTF8.GetBytes(
        $$"""{"from":"robot-{{robot}}","msg":"{{robot}}-{{count}}","roomName":"lobby","target":"*"}"""));
}
