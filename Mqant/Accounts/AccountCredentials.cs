namespace Mqant;

/// <summary>A name, as it is compared, and a password that is to be its.</summary>
[GenerateSerializer, Immutable, Secret, Alias("mqant.AccountCredentials")]
internal sealed record AccountCredentials([property: Id(0)] string Name, [property: Id(1)] string Password)
{
    /// <summary>What a client says. What can be nobody's is tried all the same: it must take as long as what is not.</summary>
    public static AccountCredentials Of(string? name, string? password) => new(AccountNames.Normalize(name) ?? AccountNames.Nobody, AccountNames.NormalizePassword(password) ?? "");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
