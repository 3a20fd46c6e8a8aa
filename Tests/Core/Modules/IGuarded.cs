namespace Mqant.Tests.Core.Modules;

/// <summary>Handlers that need roles.</summary>
[GameModule("Guarded", Key = KeyPolicy.Session), RequireRole("staff", "owner")]
public interface IGuarded : IGrainWithStringKey
{
    [Handler("HD_Staff")]
    ValueTask<string> StaffAsync(Session session);

    [Handler("HD_Gm"), RequireRole("gm")]
    ValueTask<bool> GmAsync(Session session);

    [Handler("HD_Open"), AllowGuest]
    ValueTask<string> OpenAsync();

    /// <summary>Logs in with the roles named, divided by commas.</summary>
    [Handler("HD_Login"), AllowGuest]
    ValueTask LoginAsync(Session session, ProbeRequest request);

    /// <summary>Gives a guest an id.</summary>
    [Handler("HD_Name"), AllowGuest]
    ValueTask NameAsync(Session session, ProbeRequest request);
}
