namespace Mqant.Tests.Core.Modules;

/// <summary>A module whose handlers other grains call as well.</summary>
[GameModule("Relay", AllowKeyInTopic = true)]
public interface IRelay : IGrainWithStringKey
{
    /// <summary>Asks another grain, typed.</summary>
    [Handler("HD_Ask")]
    ValueTask<Heard> AskAsync(Question question);

    /// <summary>Called by clients and by grains alike.</summary>
    [Handler("HD_Hear")]
    ValueTask<Heard> HearAsync(Question question);

    /// <summary>Asks a grain that never answers; returns what became of it.</summary>
    [Handler("HD_AskInVain")]
    Task<string> AskInVainAsync();

    /// <summary>Never answers.</summary>
    Task HangAsync(CancellationToken cancellationToken);
}

[GenerateSerializer, Alias("mqant.tests.Question")]
public sealed record Question([property: Id(0)] string Of, [property: Id(1)] string Words);

[GenerateSerializer, Alias("mqant.tests.Heard")]
public sealed record Heard([property: Id(0)] string By, [property: Id(1)] string Words, [property: Id(2)] string Silo);
