namespace Mqant;

/// <summary>A setting is wrong. The message names its key and says what is expected; the programs print it and end.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>Creates the error.</summary>
    public SettingsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public SettingsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
