using Microsoft.AspNetCore.Authentication.Cookies;

namespace Mqant.Operations.Door;

/// <summary>Cookies whose names have the port: browsers send a cookie to every port of a machine, and each process of one machine has a console of its own.</summary>
internal sealed class PortCookies : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, Name(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _cookies.DeleteCookie(context, Name(context, key), options);

    private static string Name(HttpContext context, string key) => context.Request.Host.Port is { } port ? $"{key}-{port}" : key;
}
