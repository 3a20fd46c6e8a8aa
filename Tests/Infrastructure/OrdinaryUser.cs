using System.Runtime.InteropServices;

namespace Mqant.Tests.Infrastructure;

/// <summary>Lets this thread open files as a user without rights does, also where the tests run as the superuser, who may read everything.</summary>
internal sealed class OrdinaryUser : IDisposable
{
    private const uint Superuser = 0;
    private const uint Nobody = 65534;

    private OrdinaryUser()
    {
    }

    /// <summary>From now on, until it is disposed on the same thread. Of any other user nothing changes.</summary>
    public static OrdinaryUser? Become()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        SetFileSystemUser(Nobody);
        return new OrdinaryUser();
    }

    public void Dispose() => SetFileSystemUser(Superuser);

    [DllImport("libc", EntryPoint = "setfsuid"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetFileSystemUser(uint user);
}
