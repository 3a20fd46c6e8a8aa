using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Operations;
using Xunit;

namespace Mqant.Tests.Authentication;

/// <summary>Accounts with passwords, and devices.</summary>
public sealed class AccountTests
{
    private const string Password = "correct horse";

    [Fact]
    public async Task Account_IsRegisteredOnce_AndLogsInByCallAndByConnect()
    {
        await using var login = await LoginGame.StartAsync();
        using var first = await login.ConnectAsync();
        Assert.Equal("""{"user":"ada","roles":[]}""", (await first.CallAsync("Account/HD_Register", new { name = "Ada", password = Password })).ResultText);
        Assert.Equal("ada", await first.RequestAsync<string>("Probe/HD_LoggedIn"));

        using var second = await login.ConnectAsync();
        Assert.Equal(AccountErrors.NameTaken, (await second.CallAsync("Account/HD_Register", new { name = "ada", password = "another horse" })).Error);
        Assert.Equal(AccountErrors.BadName, (await second.CallAsync("Account/HD_Register", new { name = "device:x", password = Password })).Error);
        Assert.Equal(AccountErrors.BadPassword(8), (await second.CallAsync("Account/HD_Register", new { name = "bob", password = "short" })).Error);
        Assert.Equal(AccountErrors.BadPassword(8), (await second.CallAsync("Account/HD_Register", new { name = "bob", password = new string('x', 129) })).Error);
        Assert.Equal(GameErrors.LoginRequired, (await second.CallAsync("Probe/HD_LoggedIn", "{}")).Error);

        Assert.Equal("""{"user":"ada","roles":[]}""", (await second.CallAsync("Account/HD_Login", new { name = "ADA", password = Password })).ResultText);
        await first.WaitForDisconnectAsync();
        using var third = await login.ConnectAsync("Ada", Password, MqttProtocolVersion.V311);
        Assert.Equal("ada", await third.RequestAsync<string>("Probe/HD_LoggedIn"));
        await third.RequestAsync("Account/HD_Logout");
        Assert.Equal(GameErrors.LoginRequired, (await third.CallAsync("Probe/HD_LoggedIn", "{}")).Error);
    }

    [Fact]
    public async Task Login_IsAnsweredTheSame_WhetherThereIsSuchAnAccountOrNot()
    {
        await using var login = await LoginGame.StartAsync();
        using var ada = await login.ConnectAsync();
        await ada.RequestAsync("Account/HD_Register", new { name = "ada", password = Password });
        using var client = await login.ConnectAsync();
        foreach (var (name, password) in new (string?, string?)[] { ("ada", "wrong horse"), ("nobody", "wrong horse"), ("not a name", Password), ("ada", null), (null, null), ("ada", new string('x', 1000)) })
        {
            Assert.Equal(AccountErrors.WrongCredentials, (await client.CallAsync("Account/HD_Login", new { name, password })).Error);
        }

        using var known = await login.ConnectAsync("ada", "wrong horse");
        using var unknown = await login.ConnectAsync("nobody", "wrong horse");
        using var noText = await login.Game.ConnectAsync(options: ClientOptions.Version5 with { Configure = static client => client.WithCredentials("ada", [0xFF, 0xFE]) });
        foreach (var refused in new[] { known, unknown, noText })
        {
            Assert.Equal((MqttClientConnectResultCode.BadUserNameOrPassword, null), (refused.ConnectResult.ResultCode, refused.ConnectResult.ReasonString));
        }
    }

    // No hash is made any more: whoever is answered otherwise did not wait for one.
    [Fact]
    public async Task Login_HashesInAnyCase()
    {
        await using var login = await LoginGame.StartAsync();
        using var client = await login.ConnectAsync();
        await client.RequestAsync("Account/HD_Register", new { name = "ada", password = Password });
        login.Game.Gateway.Services.GetRequiredService<PasswordHashing>().Dispose();

        foreach (var name in new[] { "ada", "nobody", "not a name" })
        {
            Assert.Equal(AccountErrors.Busy, (await client.CallAsync("Account/HD_Login", new { name, password = "wrong horse" })).Error);
        }
    }

    [Fact]
    public async Task Login_AfterTooManyFailures_Waits_AlsoWithTheRightPassword()
    {
        await using var login = await LoginGame.StartAsync(("Authentication:BackOff:AccountTries", "3"));
        using var client = await login.ConnectAsync();
        await client.RequestAsync("Account/HD_Register", new { name = "ada", password = Password });
        await TryTooOftenAsync(login, "ada");
        await TryTooOftenAsync(login, "nobody");
    }

    private static async Task TryTooOftenAsync(LoginGame login, string name)
    {
        using var other = await login.ConnectAsync();
        var tries = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => other.CallAsync("Account/HD_Login", new { name, password = $"wrong horse {i}" })));
        Assert.Equal(3, tries.Count(static reply => reply.Error == AccountErrors.WrongCredentials));
        Assert.Equal(7, tries.Count(static reply => reply.Error == "too many tries: wait 1 s"));

        Assert.Equal("too many tries: wait 1 s", (await other.CallAsync("Account/HD_Login", new { name, password = Password })).Error);
        using var connecting = await login.ConnectAsync(name, Password);
        Assert.Equal((MqttClientConnectResultCode.QuotaExceeded, "too many tries: wait 1 s"), (connecting.ConnectResult.ResultCode, connecting.ConnectResult.ReasonString));

        login.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(name == "ada" ? "" : AccountErrors.WrongCredentials, (await other.CallAsync("Account/HD_Login", new { name, password = Password })).Error);
    }

    [Fact]
    public async Task Address_ThatTriesManyAccounts_Waits()
    {
        await using var login = await LoginGame.StartAsync(("Authentication:BackOff:AddressTries", "4"));
        using var client = await login.ConnectAsync();
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(AccountErrors.WrongCredentials, (await client.CallAsync("Account/HD_Login", new { name = $"user{i}", password = Password })).Error);
        }

        Assert.Equal("too many tries: wait 1 s", (await client.CallAsync("Account/HD_Login", new { name = "user5", password = Password })).Error);
        Assert.Equal(AccountErrors.TooManyTries(TimeSpan.FromSeconds(1)), (await client.CallAsync("Account/HD_LoginDevice", new { device = DeviceSecret.Create() })).Error);
    }

    [Fact]
    public async Task Password_WithNulCharacters_IsNone()
    {
        await using var login = await LoginGame.StartAsync();
        using var client = await login.ConnectAsync();
        Assert.Equal(AccountErrors.BadPassword(8), (await client.CallAsync("Account/HD_Register", new { name = "ada", password = "a\0\0\0\0\0\0\0" })).Error);
        await client.RequestAsync("Account/HD_Register", new { name = "ada", password = Password });

        Assert.Equal(AccountErrors.WrongCredentials, (await client.CallAsync("Account/HD_Login", new { name = "ada", password = $"{Password}\0" })).Error);
    }

    [Fact]
    public async Task Silo_WithoutAccounts_SaysSo_AndNotThatThePasswordIsWrong()
    {
        await using var login = await LoginGame.StartAsync(("Authentication:Accounts:Enabled", "false"), ("Authentication:Devices:Enabled", "false"));
        var services = login.Game.Gateway.Services;
        var shard = services.GetRequiredService<IGrainFactory>().GetAccountShard("ada");

        var account = await Assert.ThrowsAsync<InvalidOperationException>(() => shard.LoginAsync(AccountCredentials.Of("ada", Password), "127.0.0.1"));
        var device = await Assert.ThrowsAsync<InvalidOperationException>(() => shard.LoginDeviceAsync("x", [1], "127.0.0.1"));

        Assert.StartsWith("not available: Mqant:Authentication:Accounts:Enabled is not set in the silos", account.Message, StringComparison.Ordinal);
        Assert.StartsWith("not available: Mqant:Authentication:Devices:Enabled is not set in the silos", device.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_ThatMakesManyAccountsAndDevices_Waits()
    {
        await using var login = await LoginGame.StartAsync(("Authentication:BackOff:AddressTries", "2"));
        using var client = await login.ConnectAsync();
        await client.RequestAsync("Account/HD_Register", new { name = "one", password = Password });
        await client.RequestAsync("Account/HD_NewDevice");

        Assert.Equal("too many tries: wait 1 s", (await client.CallAsync("Account/HD_Register", new { name = "three", password = Password })).Error);
        Assert.Equal("too many tries: wait 1 s", (await client.CallAsync("Account/HD_NewDevice", "{}")).Error);
    }

    [Fact]
    public async Task Password_ThatIsChanged_EndsOtherSessionsAndLinksOfDevices()
    {
        await using var login = await LoginGame.StartAsync(("Users:DuplicateLogin", "Allow"));
        using var phone = await login.ConnectAsync();
        var device = (await phone.RequestAsync<JsonElement>("Account/HD_NewDevice")).GetProperty("device").GetString();
        await phone.RequestAsync("Account/HD_Register", new { name = "ada", password = Password, device });
        using var desktop = await login.ConnectAsync("ada", Password);

        Assert.Equal(AccountErrors.WrongCredentials, (await desktop.CallAsync("Account/HD_ChangePassword", new { name = "ada", password = "wrong horse", newPassword = "battery staple" })).Error);
        Assert.Equal("", (await desktop.CallAsync("Account/HD_ChangePassword", new { name = "ada", password = Password, newPassword = "battery staple" })).Error);

        await phone.WaitForPushAsync("Session/OnKick", """{"reason":"password changed"}""");
        await phone.WaitForDisconnectAsync();
        using var again = await login.ConnectAsync();
        Assert.Equal(AccountErrors.WrongCredentials, (await again.CallAsync("Account/HD_Login", new { name = "ada", password = Password })).Error);
        Assert.Equal(AccountErrors.DeviceUnlinked, (await again.CallAsync("Account/HD_LoginDevice", new { device })).Error);
        await again.RequestAsync("Account/HD_LinkDevice", new { device, name = "ada", password = "battery staple" });
        Assert.Equal(await desktop.RequestAsync<string>("Probe/HD_LoggedIn"), await again.RequestAsync<string>("Probe/HD_LoggedIn"));
    }

    [Fact]
    public async Task Device_IsTheSamePlayerAgain_AlsoByConnect_AndKeepsThePlayerWhenItRegisters()
    {
        await using var login = await LoginGame.StartAsync();
        using var first = await login.ConnectAsync();
        var made = await first.RequestAsync<JsonElement>("Account/HD_NewDevice");
        var (user, device) = (made.GetProperty("user").GetString()!, made.GetProperty("device").GetString()!);
        Assert.StartsWith("device:", user, StringComparison.Ordinal);
        Assert.Equal(user, await first.RequestAsync<string>("Probe/HD_LoggedIn"));

        using var second = await login.ConnectAsync();
        Assert.Equal(user, (await second.RequestAsync<JsonElement>("Account/HD_LoginDevice", new { device })).GetProperty("user").GetString());
        using var third = await login.ConnectAsync("device", device);
        Assert.Equal(user, await third.RequestAsync<string>("Probe/HD_LoggedIn"));
        foreach (var wrong in new[] { DeviceSecret.Create(), device[..^1] + (device[^1] == 'A' ? 'B' : 'A'), "mqd.x.y", "" })
        {
            Assert.Equal(AccountErrors.UnknownDevice, (await third.CallAsync("Account/HD_LoginDevice", new { device = wrong })).Error);
        }

        var account = await third.RequestAsync<JsonElement>("Account/HD_Register", new { name = "ada", password = Password, device });
        Assert.Equal(user, account.GetProperty("user").GetString());
        Assert.Equal(AccountErrors.DeviceLinked, (await third.CallAsync("Account/HD_Register", new { name = "bob", password = Password, device })).Error);
        using var fourth = await login.ConnectAsync("ada", Password);
        Assert.Equal(user, await fourth.RequestAsync<string>("Probe/HD_LoggedIn"));
    }

    [Fact]
    public async Task Device_LinkedToAnAccount_IsTheAccountsUser()
    {
        await using var login = await LoginGame.StartAsync();
        using var ada = await login.ConnectAsync();
        await ada.RequestAsync("Account/HD_Register", new { name = "ada", password = Password });
        using var client = await login.ConnectAsync();
        var device = (await client.RequestAsync<JsonElement>("Account/HD_NewDevice")).GetProperty("device").GetString();
        Assert.Equal(AccountErrors.WrongCredentials, (await client.CallAsync("Account/HD_LinkDevice", new { device, name = "ada", password = "wrong horse" })).Error);

        await client.RequestAsync("Account/HD_LinkDevice", new { device, name = "ada", password = Password });

        Assert.Equal("ada", await client.RequestAsync<string>("Probe/HD_LoggedIn"));
        using var again = await login.ConnectAsync("device", device);
        Assert.Equal("ada", await again.RequestAsync<string>("Probe/HD_LoggedIn"));
    }

    [Fact]
    public async Task WaysToLogIn_ThatAreOff_SaySo()
    {
        await using var login = await LoginGame.StartAsync(
            ("Authentication:Accounts:Enabled", "false"), ("Authentication:Devices:Enabled", "false"));
        using var client = await login.ConnectAsync();

        Assert.Equal(AccountErrors.Off("Accounts:Enabled"), (await client.CallAsync("Account/HD_Register", new { name = "ada", password = Password })).Error);
        Assert.Equal(AccountErrors.Off("Accounts:Enabled"), (await client.CallAsync("Account/HD_Login", new { name = "ada", password = Password })).Error);
        Assert.Equal(AccountErrors.Off("Devices:Enabled"), (await client.CallAsync("Account/HD_NewDevice", "{}")).Error);
        Assert.Equal(AccountErrors.Off("Devices:Enabled"), (await client.CallAsync("Account/HD_LoginDevice", new { device = "x" })).Error);
    }

    [Fact]
    public async Task LoginDemo_WhereThereAreAccounts_AsksForThem()
    {
        await using var login = await LoginGame.StartAsync();
        using var client = await login.ConnectAsync();
        Assert.Equal(AccountErrors.WrongCredentials, (await client.CallAsync("Login/HD_Login", new { userName = "Ada", passWord = Password })).Error);
        await client.RequestAsync("Account/HD_Register", new { name = "Ada", password = Password });
        using var other = await login.ConnectAsync();

        Assert.Equal("login success Ada", await other.RequestAsync<string>("Login/HD_Login", new { userName = "Ada", passWord = Password }));
        Assert.Equal("ada", await other.RequestAsync<string>("Probe/HD_LoggedIn"));
    }

    [Fact]
    public async Task Registration_ThatIsClosed_IsForOperatorsAlone()
    {
        await using var game = await OperatedGame.StartAsync(static options =>
        {
            options.Settings["Mqant:Authentication:Accounts:Enabled"] = "true";
            options.Settings["Mqant:Authentication:Accounts:Registration"] = "false";
            options.Settings["Mqant:Authentication:Accounts:HashIterations"] = "10000";
        });
        using var otto = new ConsoleClient(game.Gateway.Services.Management(), OperatedGame.OperatorToken);
        using var boss = new ConsoleClient(game.Gateway.Services.Management(), OperatedGame.AdminToken);
        using var client = await game.ConnectAsync();
        Assert.Equal(AccountErrors.RegistrationClosed, (await client.CallAsync("Account/HD_Register", new { name = "ada", password = Password })).Error);

        await otto.RefusedAsync(System.Net.HttpStatusCode.Forbidden, "accounts", new { name = "ada", roles = new[] { "gm" } });
        var password = (await boss.DoAsync("accounts", new { name = "Ada", roles = new[] { "staff" } }, System.Net.HttpStatusCode.OK)).GetProperty("password").GetString();
        await boss.RefusedAsync(System.Net.HttpStatusCode.Conflict, "accounts", new { name = "ada", roles = (string[]?)null });
        await client.RequestAsync("Account/HD_Login", new { name = "ada", password });
        Assert.Equal("staff", await client.RequestAsync<string>("Guarded/HD_Staff"));

        // Whoever may reset the password of one with roles has these roles.
        await otto.RefusedAsync(System.Net.HttpStatusCode.Forbidden, "accounts/ada/reset-password");
        await boss.DoAsync("accounts/ada/roles", new { roles = Array.Empty<string>() });
        await client.WaitForPushAsync("Session/OnKick", """{"reason":"roles changed"}""");
        var reset = (await otto.DoAsync("accounts/ada/reset-password", null, System.Net.HttpStatusCode.OK)).GetProperty("password").GetString();
        using var again = await game.ConnectAsync();
        Assert.Equal(AccountErrors.WrongCredentials, (await again.CallAsync("Account/HD_Login", new { name = "ada", password })).Error);
        Assert.Equal("""{"user":"ada","roles":[]}""", (await again.CallAsync("Account/HD_Login", new { name = "ada", password = reset })).ResultText);
        Assert.Equal("ada", (await otto.ReadAsync("accounts/ada")).GetProperty("userId").GetString());
        await otto.RefusedAsync(System.Net.HttpStatusCode.NotFound, "accounts/nobody/reset-password");
        var audit = (await otto.ReadAsync("audit")).GetRawText();
        Assert.Contains("account.reset-password", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(reset!, audit, StringComparison.Ordinal);
        Assert.DoesNotContain(password!, audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hashing_TakesNoMoreThanItHasAPlaceFor()
    {
        await using var login = await LoginGame.StartAsync();
        var options = Options.Create(new AuthenticationOptions { Accounts = { HashThreads = 1, HashQueue = 2, HashIterations = 300_000 } });
        using var hashing = new PasswordHashing(options, login.Game.Gateway.Services.GetRequiredService<MqantMetrics>(), TimeProvider.System);

        var all = Enumerable.Range(0, 50).Select(_ => hashing.HashAsync(Password, "10.0.0.1")).ToArray();
        await ((Task)Task.WhenAll(all)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        var hashes = all.Where(static hash => hash.IsCompletedSuccessfully).Select(static hash => hash.Result).ToArray();
        Assert.InRange(hashes.Length, 2, 49);
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(all.Where(static hash => hash.IsFaulted), static hash => Assert.Equal(AccountErrors.Busy, Assert.IsType<GameException>(hash.Exception!.InnerException).Message));
        Assert.Equal(PasswordVerificationResult.Success, await hashing.VerifyAsync(hashes[0], Password, "10.0.0.1"));
    }

    [Fact]
    public async Task Hashing_InAStorm_LetsAddressesTakeTurns_AndFindsANewOneAPlace()
    {
        await using var login = await LoginGame.StartAsync();
        var options = Options.Create(new AuthenticationOptions { Accounts = { HashThreads = 1, HashQueue = 100, HashIterations = 100_000 } });
        using var hashing = new PasswordHashing(options, login.Game.Gateway.Services.GetRequiredService<MqantMetrics>(), new FakeTimeProvider());
        var storm = Enumerable.Range(0, 200).Select(i => hashing.HashAsync(Password, $"10.0.0.{i % 10}")).ToArray();

        await hashing.HashAsync(Password, "10.0.1.1");

        // One that was under way, one of each of the ten, and what was done before the new one came.
        Assert.InRange(storm.Count(static hash => hash.IsCompletedSuccessfully), 1, 60);
        Assert.Contains(storm, static hash => !hash.IsCompleted);
    }

    [Fact]
    public async Task Hashing_ThatHasWaitedForTooLong_IsNotDone()
    {
        await using var login = await LoginGame.StartAsync();
        var time = new FakeTimeProvider();
        var options = Options.Create(new AuthenticationOptions { Accounts = { HashThreads = 1, HashIterations = 1_000_000 } });
        using var hashing = new PasswordHashing(options, login.Game.Gateway.Services.GetRequiredService<MqantMetrics>(), time);
        var all = Enumerable.Range(0, 100).Select(_ => hashing.HashAsync(Password, "10.0.0.1")).ToArray();
        time.Advance(PasswordHashing.Patience);

        await ((Task)Task.WhenAll(all)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.True(all.Count(static hash => hash.IsFaulted) > 50);
    }

    [Fact]
    public async Task Hashing_ThatEnds_TurnsAwayWhatWaits()
    {
        await using var login = await LoginGame.StartAsync();
        var options = Options.Create(new AuthenticationOptions { Accounts = { HashThreads = 1, HashIterations = 1_000_000 } });
        var hashing = new PasswordHashing(options, login.Game.Gateway.Services.GetRequiredService<MqantMetrics>(), TimeProvider.System);
        var all = Enumerable.Range(0, 20).Select(_ => hashing.HashAsync(Password, "10.0.0.1")).ToArray();
        hashing.Dispose();

        await ((Task)Task.WhenAll(all)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.True(all.Count(static hash => hash.IsFaulted) >= 10);
        await Assert.ThrowsAsync<GameException>(() => hashing.HashAsync(Password, "10.0.0.1"));
    }

    [Fact]
    public async Task Password_StoredWithOtherSettings_IsStoredAnewWhenItIsUsed()
    {
        await using var login = await LoginGame.StartAsync();
        using var client = await login.ConnectAsync();
        await client.RequestAsync("Account/HD_Register", new { name = "ada", password = Password });
        var services = login.Game.Gateway.Services.GetRequiredService<AccountServices>();
        var record = await services.ReadAccountAsync("ada");
        record.State!.PasswordHash = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 })).HashPassword("", Password);
        var weak = record.State.PasswordHash;
        await services.WriteAccountAsync("ada", record);

        await client.RequestAsync("Account/HD_Login", new { name = "ada", password = Password });

        var stored = (await services.ReadAccountAsync("ada")).State!.PasswordHash;
        Assert.NotEqual(weak, stored);
        await client.RequestAsync("Account/HD_Login", new { name = "ada", password = Password });
        Assert.Equal(stored, (await services.ReadAccountAsync("ada")).State!.PasswordHash);
    }
}
