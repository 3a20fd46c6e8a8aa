using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Mqant.Operations.Console;

/// <summary>The files of the console's page, which are resources of this assembly: there is nothing else to be found by a path. What headers every answer has is the door's.</summary>
internal static class ConsoleFiles
{
    private const string Root = "/console";
    private const string Index = "index.html";
    private const string ResourcePrefix = "console/";

    private static readonly Lazy<FrozenDictionary<string, File>> Files = new(Load);

    /// <summary>Serves them below <c>/console/</c>, to everybody: what they show is asked of the API, which knows who asks.</summary>
    public static void MapConsoleFiles(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Root, static context => ServeIndexAsync(context)).AllowAnonymous().ExcludeFromDescription();
        foreach (var (path, file) in Files.Value)
        {
            if (path != Index)
            {
                endpoints.MapGet($"{Root}/{path}", context => ServeAsync(context, file)).AllowAnonymous().ExcludeFromDescription();
            }
        }
    }

    // One route answers for both: without the slash the page's own addresses would lead elsewhere.
    private static Task ServeIndexAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith('/'))
        {
            return ServeAsync(context, Files.Value[Index]);
        }

        context.Response.Redirect($"{Root}/");
        return Task.CompletedTask;
    }

    private static Task ServeAsync(HttpContext context, File file)
    {
        // Asked for again each time, and sent again only when a new version of the package has another.
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Bytes, file.ContentType, entityTag: file.Tag).ExecuteAsync(context);
    }

    private static FrozenDictionary<string, File> Load()
    {
        var types = new FileExtensionContentTypeProvider();
        var assembly = typeof(ConsoleFiles).Assembly;
        var files = new Dictionary<string, File>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var type = types.TryGetContentType(name, out var known) ? known : throw new InvalidOperationException($"{name} has no content type.");
            var path = name[ResourcePrefix.Length..].Replace('\\', '/');
            files[path] = new File(bytes, type == "image/svg+xml" ? type : $"{type}; charset=utf-8", new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}\""));
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record File(byte[] Bytes, string ContentType, EntityTagHeaderValue Tag);
}
