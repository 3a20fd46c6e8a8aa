using System.Text.Json.Serialization;

namespace Mqant.Grains.Login;

/// <summary>Binds sessions to users. A demo: it checks no password, unless there are accounts.</summary>
[GameModule("Login", Key = KeyPolicy.Any)]
public interface ILogin : IGrainWithStringKey
{
    /// <summary>Binds the session to the user named in the request.</summary>
    [Handler("HD_Login")]
    ValueTask<string> LoginAsync(Session session, Credentials request);

    /// <summary>What mqant's robots call.</summary>
    [Handler("HD_Robot")]
    ValueTask<string> RobotAsync();

    /// <summary>What mqant's robots call and do not wait for.</summary>
    [Handler("HD_Robot_GO")]
    ValueTask<string> RobotGoAsync();
}

/// <summary>Request of <see cref="ILogin.LoginAsync"/>. Clients of mqant send a name or password of digits also as a number.</summary>
[GenerateSerializer, Alias("mqant.demo.Credentials")]
public sealed record Credentials(
    [property: Id(0), JsonPropertyName("userName"), JsonConverter(typeof(TextOrNumberConverter))] string? UserName,
    [property: Id(1), JsonPropertyName("passWord"), JsonConverter(typeof(TextOrNumberConverter))] string? Password);
