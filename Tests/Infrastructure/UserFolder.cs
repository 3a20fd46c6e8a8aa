using System.Reflection;
using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

[assembly: AssemblyFixture(typeof(UserFolder))]

namespace Mqant.Tests.Infrastructure;

/// <summary>
/// A folder as a user has it who writes games: a clone of the sources, in which nothing is built yet, and projects beside it. There is one, so that
/// what one test builds is there for the next; a test has it for itself. Classes whose tests all use it are the collection of its name: none of them keeps others from
/// running while it waits.
/// </summary>
public sealed partial class UserFolder : IDisposable
{
    /// <summary>The clone's folder.</summary>
    public const string Clone = "Mqant.Orleans";

    private static readonly string[] Sources = ["Mqant", "Mqant.Gateway", "Mqant.Redis", "Mqant.Operations", "Mqant.Testing", "Stock", "Gateway", "Silo", "Grains", "Grains.Interfaces", "Samples"];
    private static readonly string[] RootFiles = ["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"];

    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, string> Variables = new(CompilerServer.Variables)
    {
        // What they say of these sources is said where they are built; a test that wants to hear them asks for them.
        ["RunAnalyzers"] = "false",

        // The copy has no git folder to take its version from, and what is built with it is loaded by the programs under test.
        ["MinVerVersionOverride"] = typeof(GameModuleAttribute).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
    };

    private readonly SemaphoreSlim _free = new(1, 1);
    private readonly Lazy<EmptyFolder> _folder = new(CopySources);

    private string Folder => _folder.Value.Path;

    /// <summary>Waits until no other test has the folder. Disposing what this returns removes everything but the clone.</summary>
    public async Task<Visit> EnterAsync()
    {
        await _free.WaitAsync(TestContext.Current.CancellationToken);
        return new Visit(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            _folder.Value.Dispose();
        }

        _free.Dispose();
    }

    private static EmptyFolder CopySources()
    {
        var folder = new EmptyFolder();
        foreach (var file in RootFiles.Concat(Sources.SelectMany(ListSources)))
        {
            var copy = Path.Combine(folder.Path, Clone, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Programs.Root, file), copy);
        }

        return folder;
    }

    private static IEnumerable<string> ListSources(string project) => Directory
        .EnumerateFiles(Path.Combine(Programs.Root, project), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Programs.Root, file))
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "modules"));

    [GeneratedRegex(@"^`(?<path>[\w.]+/[\w./]+)`[^`\n]*\n+```\w+\n(?<content>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NamedFile();

    /// <summary>A test's stay in the folder.</summary>
    public sealed class Visit : IDisposable
    {
        private readonly UserFolder _owner;

        internal Visit(UserFolder owner) => _owner = owner;

        /// <summary>The folder that holds the clone.</summary>
        public string Path => _owner.Folder;

        /// <summary>Writes the files that a page shows, each under a line that names it. Returns the page.</summary>
        public async Task<string> WriteFilesOfAsync(string page)
        {
            var text = await File.ReadAllTextAsync(System.IO.Path.Combine(Programs.Root, page), TestContext.Current.CancellationToken);
            foreach (Match file in NamedFile().Matches(text))
            {
                await WriteAsync(file.Groups["path"].Value, file.Groups["content"].Value);
            }

            return text;
        }

        /// <summary>Writes a file.</summary>
        public Task WriteAsync(string file, string content)
        {
            var path = System.IO.Path.Combine(Path, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        }

        /// <summary>Runs a <c>dotnet</c> command that must succeed; returns what it wrote.</summary>
        public async Task<string> DotnetAsync(params IEnumerable<string> arguments)
        {
            await using var process = ToolProcess.Start(Tools.Dotnet, arguments, Variables, Path);
            await process.WaitForSuccessAsync(BuildLimit);
            return process.Output;
        }

        /// <summary>Builds the sample Guestbook with another version; returns the folder for <c>Mqant:ModulesPath</c>.</summary>
        public async Task<string> BuildNextGuestbookAsync(string version)
        {
            const string project = Clone + "/Samples/Guestbook/Guestbook.csproj";
            var original = await File.ReadAllTextAsync(System.IO.Path.Combine(Path, project), TestContext.Current.CancellationToken);
            var modules = System.IO.Path.Combine(Path, "modules-next");
            await WriteAsync(project, original.Replace("<Version>1.0.0<", $"<Version>{version}<", StringComparison.Ordinal));
            try
            {
                await DotnetAsync("build", project, $"-p:ModulesFolder={modules}", "-nodereuse:false");
                return modules;
            }
            finally
            {
                await WriteAsync(project, original);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var folder in Directory.EnumerateDirectories(Path).Where(folder => System.IO.Path.GetFileName(folder) != Clone))
            {
                Directory.Delete(folder, recursive: true);
            }

            _owner._free.Release();
        }
    }
}
