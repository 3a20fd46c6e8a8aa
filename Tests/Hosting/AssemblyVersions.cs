using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Mqant.Tests.Hosting;

/// <summary>Writes other versions into an assembly's file, as if it had been built so.</summary>
internal static class AssemblyVersions
{
    // ECMA-335, section II.22.2: a hash algorithm of four bytes comes before the version in the Assembly table.
    private const int VersionInAssemblyRow = 4;

    /// <summary>Changes the version of a reference.</summary>
    public static void SetReference(string file, string name, Version version) => Set(
        file,
        version,
        reader =>
        {
            var handle = reader.AssemblyReferences.Single(handle => reader.StringComparer.Equals(reader.GetAssemblyReference(handle).Name, name));
            return reader.GetTableMetadataOffset(TableIndex.AssemblyRef)
                + ((MetadataTokens.GetRowNumber(handle) - 1) * reader.GetTableRowSize(TableIndex.AssemblyRef));
        });

    /// <summary>Changes the assembly's own version.</summary>
    public static void SetOwn(string file, Version version)
        => Set(file, version, reader => reader.GetTableMetadataOffset(TableIndex.Assembly) + VersionInAssemblyRow);

    private static void Set(string file, Version version, Func<MetadataReader, int> find)
    {
        var bytes = File.ReadAllBytes(file);
        using var image = new PEReader(new MemoryStream(bytes, writable: false));
        var offset = image.PEHeaders.MetadataStartOffset + find(image.GetMetadataReader());
        foreach (var part in new[] { version.Major, version.Minor, version.Build, Math.Max(0, version.Revision) })
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(offset), (ushort)part);
            offset += sizeof(ushort);
        }

        File.WriteAllBytes(file, bytes);
    }
}
