using System.Reflection;
using System.Runtime.Loader;
using System.Runtime.Versioning;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>Modules from outside: what is shared with the program, what is their own, and what does not fit.</summary>
public sealed class ModuleFolderTests : IDisposable
{
    private readonly EmptyFolder _modules = new();

    private static Version Mqant { get; } = typeof(GameModuleAttribute).Assembly.GetName().Version!;

    public void Dispose() => _modules.Dispose();

    [Fact]
    public void Module_SharesContractsAndHasItsOwnDependencies()
    {
        AddGuestbook();

        var module = Assert.Single(ModuleAssemblies.Load(_modules.Path));

        var contract = module.GetTypes().Single(type => type.Name == "IGuestbook");
        Assert.True(contract.IsAssignableTo(typeof(IGrainWithStringKey)));
        Assert.Same(AssemblyLoadContext.GetLoadContext(module), AssemblyLoadContext.GetLoadContext(LoadMarkdig(module)));
    }

    [Fact]
    public void Modules_WithDifferentVersionsOfADependency_EachHaveTheirOwn()
    {
        AddGuestbook();
        var second = AddGuestbook("Second");
        AssemblyVersions.SetOwn(Path.Combine(Path.GetDirectoryName(second)!, "Markdig.dll"), new Version(0, 99, 0, 0));

        var modules = ModuleAssemblies.Load(_modules.Path);

        Assert.Equal(["0.31.0.0", "0.99.0.0"], modules.Select(module => LoadMarkdig(module).GetName().Version!.ToString()));
    }

    [Theory]
    [InlineData("Mqant", 1, 0)]
    [InlineData("Mqant", 0, 1)]
    [InlineData("Orleans.Core.Abstractions", 1, 0)]
    [InlineData("Orleans.Core.Abstractions", -1, 0)]
    [InlineData("System.Runtime", 1, 0)]
    public void Module_BuiltAgainstAVersionThatDoesNotFit_IsRefusedWithBothVersions(string contract, int major, int minor)
    {
        var host = Assembly.Load(contract).GetName().Version!;
        var builtAgainst = new Version(host.Major + major, host.Minor + minor, 0, 0);
        AssemblyVersions.SetReference(AddGuestbook(), contract, builtAgainst);

        var exception = Assert.Throws<SettingsException>(() => ModuleAssemblies.Load(_modules.Path));

        Assert.Contains($"Module Guestbook is built against {contract} {builtAgainst}, but this program has {host}.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.0", "1.2.0", true)]
    [InlineData("1.2.0", "1.3.0", true)]
    [InlineData("1.2.1", "1.2.0", false)]
    [InlineData("1.2.0", "2.2.0", false)]
    [InlineData("0.1.0", "0.1.5", true)]
    [InlineData("0.1.0", "0.2.0", false)]
    public void Version_Fits_WhenItIsNotNewerThanTheProgramsAndNothingBrokeBetweenThem(string builtAgainst, string host, bool fits)
        => Assert.Equal(fits, ModuleLoadContext.IsCompatible(Version.Parse(builtAgainst), Version.Parse(host)));

    [Fact]
    public void Module_WithoutADependency_IsRefusedWithItsName()
    {
        File.Delete(Path.Combine(Path.GetDirectoryName(AddGuestbook())!, "Markdig.dll"));

        var exception = Assert.Throws<SettingsException>(() => ModuleAssemblies.Load(_modules.Path));

        Assert.Contains("Guestbook", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Markdig", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Program_WithAModuleThatDoesNotFit_SaysSoAndEnds()
    {
        AssemblyVersions.SetReference(AddGuestbook(), "Mqant", new Version(Mqant.Major, Mqant.Minor + 1, 0, 0));

        await using var gateway = MqantProcess.Launch(Programs.Gateway, [.. ProgramArguments.Gateway, $"--Mqant:ModulesPath={_modules.Path}"]);

        Assert.StartsWith("Module Guestbook is built against Mqant", await gateway.FailToStartAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithoutItsModule_IsRefusedByName()
    {
        Directory.CreateDirectory(Path.Combine(_modules.Path, "Empty"));

        var exception = Assert.Throws<SettingsException>(() => ModuleAssemblies.Load(_modules.Path));

        Assert.Equal($"Mqant:ModulesPath: the folder {Path.Combine(_modules.Path, "Empty")} holds no Empty.dll.", exception.Message);
    }

    [Fact]
    public void Module_ThatIsNoAssembly_IsRefusedByName()
    {
        var file = AddGuestbook();
        File.WriteAllText(file, "not an assembly");

        var exception = Assert.Throws<SettingsException>(() => ModuleAssemblies.Load(_modules.Path));

        Assert.StartsWith($"Mqant:ModulesPath: {file} cannot be loaded: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Guestbook")]
    [InlineData("Guestbook/Guestbook.dll")]
    [UnsupportedOSPlatform("windows")]
    public void Folder_ThatMayNotBeRead_IsRefusedByName(string unreadable)
    {
        AddGuestbook();

        // Temporary folders are their owner's alone; the group stays the same.
        File.SetUnixFileMode(_modules.Path, File.GetUnixFileMode(_modules.Path) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        var path = Path.Combine(_modules.Path, unreadable);
        var mode = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, UnixFileMode.None);
        try
        {
            using var user = OrdinaryUser.Become();
            var exception = Assert.Throws<SettingsException>(() => ModuleAssemblies.Load(_modules.Path));

            Assert.StartsWith("Mqant:ModulesPath: ", exception.Message, StringComparison.Ordinal);
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    // A copy of the sample, under a name of its own if need be; returns its DLL.
    private string AddGuestbook(string name = "Guestbook")
    {
        var folder = Directory.CreateDirectory(Path.Combine(_modules.Path, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Programs.SampleModules, "Guestbook")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file).Replace("Guestbook", name, StringComparison.Ordinal)));
        }

        return Path.Combine(folder, name + ".dll");
    }

    private static Assembly LoadMarkdig(Assembly module)
        => AssemblyLoadContext.GetLoadContext(module)!.LoadFromAssemblyName(new AssemblyName("Markdig"));
}
