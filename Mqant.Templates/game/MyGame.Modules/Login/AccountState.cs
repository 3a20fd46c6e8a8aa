namespace MyGame.Modules.Login;

/// <summary>What is stored of an account.</summary>
[GenerateSerializer, Alias("MyGame.AccountState")]
internal sealed class AccountState
{
    [Id(0)]
    public byte[] Salt { get; set; } = [];

    [Id(1)]
    public byte[] Hash { get; set; } = [];
}
