namespace Mqant;

/// <summary>What is stored of an account.</summary>
[GenerateSerializer, Alias("mqant.StoredAccount")]
internal sealed class StoredAccount
{
    /// <summary>Whose account it is: the name that it was registered under, or the user that a device was before.</summary>
    [Id(0)]
    public string UserId { get; set; } = "";

    /// <summary>As <see cref="PasswordHashing"/> writes it.</summary>
    [Id(1)]
    public string PasswordHash { get; set; } = "";

    [Id(2)]
    public string[] Roles { get; set; } = [];

    /// <summary>Another one with every change of the password: devices that were linked before are linked no longer.</summary>
    [Id(3)]
    public Guid Stamp { get; set; }

    [Id(4)]
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the password was changed last.</summary>
    [Id(5)]
    public DateTimeOffset ChangedAt { get; set; }
}
