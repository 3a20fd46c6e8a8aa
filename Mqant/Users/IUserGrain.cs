namespace Mqant;

/// <summary>A user: decides on logins and keeps the settings that outlive a connection. The key is the user's id.</summary>
[Alias("mqant.IUserGrain")]
internal interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Reserves the user for a session until its gateway commits or gives up the binding.</summary>
    [Alias("Bind")]
    Task<BindAnswer> BindAsync(SessionRef session, bool store);

    /// <summary>The gateway committed the binding.</summary>
    [Alias("Bound")]
    Task BoundAsync(SessionRef session, Dictionary<string, string>? settings);

    /// <summary>The settings of a bound session changed.</summary>
    [Alias("Store")]
    Task StoreAsync(SessionRef session, Dictionary<string, string> settings);
}

/// <summary>Answer to <see cref="IUserGrain.BindAsync"/>.</summary>
[GenerateSerializer, Immutable, Alias("mqant.BindAnswer")]
internal sealed record BindAnswer([property: Id(0)] bool Accepted, [property: Id(1)] Dictionary<string, string> Stored);
