namespace Mqant.Tests.Rooms.Modules;

/// <summary>A room that says all that happens to it.</summary>
[GameModule("TestRoom", AllowKeyInTopic = true)]
public interface ITestRoom : IGrainWithStringKey
{
    [Handler("HD_Join")]
    ValueTask<int> JoinAsync(Session session);

    [Handler("HD_View")]
    ValueTask ViewAsync(Session session);

    [Handler("HD_Leave")]
    ValueTask LeaveAsync(Session session);

    /// <summary>Posts a number that the next tick adds to the state.</summary>
    [Handler("HD_Add")]
    ValueTask AddAsync(Session session, TestNumber number);

    /// <summary>Posts what it was sent to be told to all but the caller.</summary>
    [Handler("HD_TellOthers")]
    ValueTask TellOthersAsync(Session session, TestNumber number);

    [Handler("HD_Do")]
    ValueTask DoAsync(TestDeed deed);

    [Handler("HD_Look")]
    ValueTask<TestLook> LookAsync();
}

[GenerateSerializer]
public sealed record TestNumber([property: Id(0)] int Value);

/// <summary>Something done in the next tick: <c>start</c>, <c>pause</c>, <c>resume</c>, <c>finish</c>, <c>throw</c>; <c>move</c> and <c>end</c> at once; <c>overrun</c> in OnTick.</summary>
[GenerateSerializer]
public sealed record TestDeed([property: Id(0)] string What);

[GenerateSerializer]
public sealed record TestLook(
    [property: Id(0)] RoomPhase Phase, [property: Id(1)] int[] Numbers, [property: Id(2)] string[] Players, [property: Id(3)] string[] Events);

[GenerateSerializer]
public sealed class TestRoomState
{
    [Id(0)]
    public List<int> Numbers { get; set; } = [];

    [Id(1)]
    public List<string> Events { get; set; } = [];
}
