using System.Reflection;
using System.Runtime.Loader;

namespace Mqant;

/// <summary>
/// A module's own world. What module and program talk about (Mqant, Orleans, the platform, and contracts that the program has) is the program's, so that
/// it is the same types everywhere; contracts that only modules have are one copy for all of them; everything else that lies in the module's folder is
/// the module's own, whatever version the program or another module has.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly string[] ContractPrefixes = ["Mqant", "Orleans"];
    private static readonly string[] PlatformPrefixes = ["System", "Microsoft.Extensions"];

    private readonly AssemblyDependencyResolver _resolver;
    private readonly ModuleReferences _references;
    private readonly ModuleContracts _contracts;
    private readonly string _file;
    private readonly string _module;

    public ModuleLoadContext(string file, ModuleContracts contracts)
        : base(Path.GetFileNameWithoutExtension(file))
    {
        _file = file;
        _module = Path.GetFileNameWithoutExtension(file);
        _contracts = contracts;
        _resolver = new AssemblyDependencyResolver(file);
        _references = ModuleReferences.Read(file);
    }

    /// <summary>Checks that this program can be what the module was built against.</summary>
    /// <exception cref="SettingsException">It cannot; the message names both versions.</exception>
    public void CheckReferences()
    {
        foreach (var reference in _references.All)
        {
            var name = reference.Name!;
            if (FindOwn(reference) is not null && !IsHosts(name))
            {
                continue;
            }

            var host = FindHosts(name)?.GetName().Version
                ?? throw new SettingsException(
                    $"Module {_module} is built against {name} {reference.Version}, which is neither in {Path.GetDirectoryName(_file)} nor part of this program.");
            if (!(IsContract(name) ? IsCompatible(reference.Version!, host) : host >= reference.Version))
            {
                throw new SettingsException(
                    $"Module {_module} is built against {name} {reference.Version}, but this program has {host}. "
                    + "Build the module against the program's version, or update the program.");
            }
        }
    }

    /// <summary>The assemblies with contracts that only modules have.</summary>
    public IEnumerable<Assembly> LoadContracts() => _references.Contracts
        .Where(name => name != _module && FindHosts(name) is null && FindOwn(new AssemblyName(name)) is not null)
        .Select(name => LoadFromAssemblyName(new AssemblyName(name)));

    /// <summary>
    /// Same major version, and the host's not older; below 1.0.0 same minor version too, as there every minor version may break (Semantic Versioning 2.0.0,
    /// item 4).
    /// </summary>
    internal static bool IsCompatible(Version builtAgainst, Version host) =>
        host >= builtAgainst && host.Major == builtAgainst.Major && (host.Major != 0 || host.Minor == builtAgainst.Minor);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (IsHosts(name) || FindOwn(assemblyName) is not { } path)
        {
            return null;
        }

        return IsContract(name) && name != _module
            ? _contracts.GetOrLoad(name, _module, path, LoadFromAssemblyPath)
            : LoadFromAssemblyPath(path);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static bool Begins(string name, string[] prefixes) =>
        Array.Exists(prefixes, prefix => name == prefix || name.StartsWith(prefix + ".", StringComparison.OrdinalIgnoreCase));

    private static Assembly? FindHosts(string name)
    {
        try
        {
            return Default.LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private bool IsContract(string name) => Begins(name, ContractPrefixes) || _references.Contracts.Contains(name);

    private bool IsHosts(string name) => (IsContract(name) || Begins(name, PlatformPrefixes)) && name != _module && FindHosts(name) is not null;

    private string? FindOwn(AssemblyName name) => _resolver.ResolveAssemblyToPath(name);
}
