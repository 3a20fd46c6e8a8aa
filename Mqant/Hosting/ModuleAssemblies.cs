using System.Reflection;
using System.Runtime.Loader;

namespace Mqant;

/// <summary>Loads game modules that the program does not reference: <c>&lt;path&gt;/&lt;Name&gt;/&lt;Name&gt;.dll</c>, each with its own dependencies.</summary>
internal static class ModuleAssemblies
{
    /// <summary>Setting that names the folder, relative to the current one; unset: <c>modules</c> beside the program, if there is one.</summary>
    public const string PathKey = "Mqant:ModulesPath";

    private const string DefaultPath = "modules";

    /// <exception cref="SettingsException">The configured folder does not exist, or a module in it cannot be loaded.</exception>
    public static IReadOnlyList<Assembly> Load(string? configuredPath)
    {
        var path = configuredPath is null ? Path.Combine(AppContext.BaseDirectory, DefaultPath) : Path.GetFullPath(configuredPath);
        if (!Directory.Exists(path))
        {
            return configuredPath is null ? [] : throw new SettingsException($"{PathKey} is '{configuredPath}', but there is no folder {path}.");
        }

        return [.. Directory.GetDirectories(path).Order(StringComparer.Ordinal).Select(LoadModule)];
    }

    private static Assembly LoadModule(string folder)
    {
        var file = Path.Combine(folder, Path.GetFileName(folder) + ".dll");
        if (!File.Exists(file))
        {
            throw new SettingsException($"{PathKey}: the folder {folder} holds no {Path.GetFileName(file)}.");
        }

        try
        {
            return new ModuleLoadContext(file).LoadFromAssemblyPath(file);
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException)
        {
            throw new SettingsException($"{PathKey}: {file} cannot be loaded: {exception.Message}", exception);
        }
    }

    // What the host has is the host's, so that contracts are the same types everywhere; the rest is the module's own.
    private sealed class ModuleLoadContext(string file) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(file))
    {
        private readonly AssemblyDependencyResolver _resolver = new(file);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            try
            {
                return Default.LoadFromAssemblyName(assemblyName);
            }
            catch (FileNotFoundException)
            {
                return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
            }
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
