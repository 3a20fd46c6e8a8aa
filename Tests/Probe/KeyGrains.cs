namespace Mqant.Tests.Probe;

internal abstract class KeyedGrain : Grain, IKeyed
{
    private int _calls;

    public ValueTask<Visit> WhoAsync() => new(new Visit(this.GetPrimaryKeyString(), ++_calls));
}

internal sealed class KeySingletonGrain : KeyedGrain, IKeySingleton;

internal sealed class KeySessionGrain : KeyedGrain, IKeySession;

internal sealed class KeyUserGrain : KeyedGrain, IKeyUser;

internal sealed class KeyFieldGrain : KeyedGrain, IKeyField;
