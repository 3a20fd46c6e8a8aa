namespace Mqant;

/// <summary>How a <see cref="Session"/> travels in calls between grains.</summary>
[GenerateSerializer, Alias("mqant.Session")]
internal struct SessionSurrogate
{
    [Id(0)]
    public SessionSnapshot Snapshot;
}

/// <summary>Gives a session that arrives in a silo that silo's services.</summary>
[RegisterConverter]
internal sealed class SessionConverter(ISessionServices? services = null) : IConverter<Session, SessionSurrogate>
{
    public Session ConvertFromSurrogate(in SessionSurrogate surrogate) => new(surrogate.Snapshot, services, call: null);

    public SessionSurrogate ConvertToSurrogate(in Session value) => new() { Snapshot = value.Snapshot };
}
