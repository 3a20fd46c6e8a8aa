namespace Mqant.Operations;

/// <summary>The languages of notifications.</summary>
public enum NotificationLanguage
{
    /// <summary>English.</summary>
    En,

    /// <summary>Chinese.</summary>
    Zh,
}
