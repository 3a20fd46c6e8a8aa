namespace Mqant.Tests.Probe;

/// <summary>What every module of a key policy answers.</summary>
public interface IKeyed : IGrainWithStringKey
{
    /// <summary>The grain's key, and how many calls it has had.</summary>
    [Handler("HD_Who")]
    ValueTask<Visit> WhoAsync();
}

/// <summary>One grain for everyone.</summary>
[GameModule("KeySingleton")]
public interface IKeySingleton : IKeyed;

/// <summary>One grain for each session.</summary>
[GameModule("KeySession", Key = KeyPolicy.Session)]
public interface IKeySession : IKeyed;

/// <summary>One grain for each user.</summary>
[GameModule("KeyUser", Key = KeyPolicy.User)]
public interface IKeyUser : IKeyed;

/// <summary>One grain for each name in the payload.</summary>
[GameModule("KeyField", Key = KeyPolicy.PayloadField, KeyField = "name", AllowKeyInTopic = true)]
public interface IKeyField : IKeyed;

/// <summary>A grain's key and its calls so far.</summary>
[GenerateSerializer, Alias("mqant.probe.Visit")]
public sealed record Visit([property: Id(0)] string Key, [property: Id(1)] int Calls);
