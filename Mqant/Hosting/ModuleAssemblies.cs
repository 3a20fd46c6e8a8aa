using System.Reflection;

namespace Mqant;

/// <summary>Loads game modules that the program does not reference: <c>&lt;path&gt;/&lt;Name&gt;/&lt;Name&gt;.dll</c>, each with its own dependencies.</summary>
internal static class ModuleAssemblies
{
    /// <summary>Setting that names the folder, relative to the current one; unset or empty: <c>modules</c> beside the program, if there is one.</summary>
    public const string PathKey = "Mqant:ModulesPath";

    private const string DefaultPath = "modules";

    /// <summary>The modules in the configured folder, and the contracts that they brought along.</summary>
    /// <exception cref="SettingsException">The configured folder does not exist, or a module in it cannot be loaded or does not fit this program.</exception>
    public static IReadOnlyList<Assembly> Load(string? configuredPath)
    {
        var isDefault = string.IsNullOrEmpty(configuredPath);
        var path = isDefault ? Path.Combine(AppContext.BaseDirectory, DefaultPath) : Path.GetFullPath(configuredPath!);
        if (!Directory.Exists(path))
        {
            return isDefault ? [] : throw new SettingsException($"{PathKey} is '{configuredPath}', but there is no folder {path}.");
        }

        var contracts = new ModuleContracts();
        return [.. GetFolders(path).Order(StringComparer.Ordinal).SelectMany(folder => LoadModule(folder, contracts)).Distinct()];
    }

    /// <summary>What adds a module's services.</summary>
    /// <exception cref="SettingsException">A class cannot be made.</exception>
    public static IEnumerable<IModuleStartup> FindStartups(Assembly module)
    {
        foreach (var type in module.GetExportedTypes().Where(static type => type.IsAssignableTo(typeof(IModuleStartup)) && type is { IsAbstract: false, IsInterface: false }))
        {
            yield return type.GetConstructor(Type.EmptyTypes) is { } create
                ? (IModuleStartup)create.Invoke(null)
                : throw new SettingsException($"{PathKey}: {type} of {module.GetName().Name} has no public constructor without parameters.");
        }
    }

    private static string[] GetFolders(string path)
    {
        try
        {
            return Directory.GetDirectories(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{PathKey}: {exception.Message}", exception);
        }
    }

    private static List<Assembly> LoadModule(string folder, ModuleContracts contracts)
    {
        var file = Path.Combine(folder, Path.GetFileName(folder) + ".dll");
        try
        {
            // Opened rather than looked for: a file that may not be read seems not to exist.
            File.OpenHandle(file).Dispose();
            var context = new ModuleLoadContext(file, contracts);
            context.CheckReferences();
            var module = context.LoadFromAssemblyPath(file);

            // Everything that its types need must be there now, not when the first client calls.
            module.GetTypes();
            return [.. context.LoadContracts(), module];
        }
        catch (FileNotFoundException exception) when (exception.FileName == file)
        {
            throw new SettingsException($"{PathKey}: the folder {folder} holds no {Path.GetFileName(file)}.", exception);
        }
        catch (Exception exception) when (exception is BadImageFormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new SettingsException($"{PathKey}: {file} cannot be loaded: {exception.Message}", exception);
        }
        catch (ReflectionTypeLoadException exception)
        {
            var reasons = exception.LoaderExceptions.Select(reason => reason?.Message).Distinct();
            throw new SettingsException($"{PathKey}: {file} cannot be loaded: {string.Join(' ', reasons)}", exception);
        }
    }
}
