namespace Mqant;

/// <summary>The error texts that clients see of logins. Clients compare them: they never change.</summary>
public static class AccountErrors
{
    /// <summary>There is no such account, or the password is another one: which of them is not said.</summary>
    public const string WrongCredentials = "wrong user name or password";

    /// <summary>Somebody has an account of that name.</summary>
    public const string NameTaken = "the name is taken";

    /// <summary>It can be no name of an account.</summary>
    public const string BadName = "a name has 1 to 64 letters, digits, '_', '-', '.', '+' or '@'";

    /// <summary>Too many logins wait already.</summary>
    public const string Busy = "too many logins at once: try again";

    /// <summary>Clients cannot register.</summary>
    public const string RegistrationClosed = "registration is closed";

    /// <summary>There is no such device, or the secret is another one.</summary>
    public const string UnknownDevice = "the device is not known";

    /// <summary>The password of the account that the device was linked to has changed.</summary>
    public const string DeviceUnlinked = "the device is no longer linked: log in with name and password";

    /// <summary>The device belongs to an account already.</summary>
    public const string DeviceLinked = "the device is linked already";

    /// <summary>The token is forged, of another issuer, for somebody else, or none at all.</summary>
    public const string BadToken = "the token is not accepted";

    /// <summary>The token's time is over.</summary>
    public const string TokenExpired = "the token is expired";

    /// <summary>The token's time has not begun: the claim <c>nbf</c>.</summary>
    public const string TokenNotYetValid = "the token is not valid yet";

    /// <summary>The token does not say when its time is over: the claim <c>exp</c>.</summary>
    public const string TokenWithoutEnd = "the token has no end";

    /// <summary>A session is renewed by a token of its own user only.</summary>
    public const string OtherUser = "the token is another user's";

    /// <summary>A way to log in that the operator has not switched on.</summary>
    public static string Off(string setting) => $"not available: {AuthenticationOptions.SectionName}:{setting} is not set";

    /// <summary>The password is too short or too long.</summary>
    public static string BadPassword(int min) => $"a password has {min} to {AccountOptions.MaxPasswordLength} characters";

    /// <summary>Too many wrong passwords or tokens, of this account or from this address.</summary>
    public static string TooManyTries(TimeSpan wait) => $"too many tries: wait {Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))} s";
}
