namespace MyGame.Contracts;

/// <summary>The account of one user, whose name is the key. Not a module: only other grains call it.</summary>
[Alias("MyGame.IAccount")]
public interface IAccount : IGrainWithStringKey
{
    /// <summary>Makes the account; false when there is one.</summary>
    [Alias("Create")]
    Task<bool> CreateAsync(string password);

    /// <summary>Whether there is such an account and this is its password.</summary>
    [Alias("Check")]
    Task<bool> CheckAsync(string password);
}
