namespace Mqant.Tests.Kit;

/// <summary>When an alarm rings.</summary>
[GenerateSerializer, Alias("mqant.tests.AlarmTime")]
public sealed record AlarmTime([property: Id(0)] int Seconds);
