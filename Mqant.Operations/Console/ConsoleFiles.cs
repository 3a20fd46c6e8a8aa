using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Mqant.Operations.Console;

/// <summary>
/// The files of the page, from the resources of this assembly: what lies in <c>Console/wwwroot</c>. A request names one of them exactly or nothing; no path on a disk is ever made of it.
/// </summary>
internal sealed class ConsoleFiles
{
    private const string Prefix = "wwwroot/";
    private const string Index = "index.html";
    private static readonly PathString Root = "/console";

    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly FrozenDictionary<string, ConsoleFile> _files = Read();

    public IResult Get(string? path, HttpContext context)
    {
        // The page's files are named relative to it.
        if (context.Request.Path == Root)
        {
            return TypedResults.LocalRedirect(Door.DoorEndpoints.Page);
        }

        if (!_files.TryGetValue(string.IsNullOrEmpty(path) ? Index : path, out var file))
        {
            return Door.Problems.NotFound("The console has no such file.");
        }

        // Another version of the program has other files under the same names.
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Content, file.Type, entityTag: file.Tag);
    }

    private static FrozenDictionary<string, ConsoleFile> Read()
    {
        var assembly = typeof(ConsoleFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Select(static name => name.Replace('\\', '/'))
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(static name => name[Prefix.Length..], name => ReadFile(assembly, name), StringComparer.Ordinal);
    }

    private static ConsoleFile ReadFile(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var type = Types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        if (type.StartsWith("text/", StringComparison.Ordinal))
        {
            type += "; charset=utf-8";
        }

        return new ConsoleFile(content, type, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\""));
    }

    private sealed record ConsoleFile(byte[] Content, string Type, EntityTagHeaderValue Tag);
}
