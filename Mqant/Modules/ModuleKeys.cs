namespace Mqant;

/// <summary>Keys of grains that every module may have.</summary>
public static class ModuleKeys
{
    /// <summary>Key of the one grain of a module with <see cref="KeyPolicy.Singleton"/>, and of the workers of one with <see cref="KeyPolicy.Any"/>.</summary>
    public const string Singleton = "default";

    /// <summary>
    /// Key of the grain that gets calls of a <see cref="KeyPolicy.PayloadField"/> module without the field. No client can name it: it starts with a control character.
    /// </summary>
    public const string Missing = "\u001fmissing";
}
