using System.Reflection;

namespace Mqant;

/// <summary>Names the cluster provider of an assembly <c>Mqant.&lt;Mode&gt;</c>.</summary>
/// <param name="provider">The class, an <see cref="IClusterProvider"/> with a constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ClusterProviderAttribute(Type provider) : Attribute
{
    /// <summary>The class.</summary>
    public Type Provider { get; } = provider;

    /// <summary>The provider of a mode.</summary>
    /// <exception cref="SettingsException">There is no such mode, or the application does not have its package.</exception>
    internal static IClusterProvider Find(string mode)
    {
        try
        {
            if (Assembly.Load(new AssemblyName($"{nameof(Mqant)}.{mode}")).GetCustomAttribute<ClusterProviderAttribute>() is { } found)
            {
                return (IClusterProvider)Activator.CreateInstance(found.Provider)!;
            }
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            // No such package.
        }

        throw new SettingsException(
            $"{MqantClusterOptions.SectionName}:{nameof(MqantClusterOptions.Mode)} is '{mode}'; expected {MqantClusterOptions.Embedded}, {MqantClusterOptions.Orleans}, "
            + $"or Redis with the package {nameof(Mqant)}.Redis.");
    }
}
