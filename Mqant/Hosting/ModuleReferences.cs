using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Mqant;

/// <summary>What an assembly was built against, read from its file without loading it.</summary>
/// <param name="All">The assemblies it refers to.</param>
/// <param name="Contracts">The simple names of those among them that hold grain interfaces or messages.</param>
internal sealed record ModuleReferences(IReadOnlyList<AssemblyName> All, IReadOnlySet<string> Contracts)
{
    private const string ApplicationPart = "ApplicationPartAttribute";

    /// <exception cref="BadImageFormatException">It is no assembly.</exception>
    public static ModuleReferences Read(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        if (!image.HasMetadata)
        {
            return new([], new HashSet<string>());
        }

        var reader = image.GetMetadataReader();
        var references = reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle)).Select(reference =>
            new AssemblyName(reader.GetString(reference.Name)) { Version = reference.Version });
        return new([.. references], ReadContracts(reader));
    }

    // Orleans' code generator marks an assembly with the names of all assemblies, itself included, that take part.
    private static HashSet<string> ReadContracts(MetadataReader reader)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in reader.GetAssemblyDefinition().GetCustomAttributes().Select(reader.GetCustomAttribute))
        {
            if (attribute.Constructor.Kind == HandleKind.MemberReference
                && reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type
                && reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)type).Name, ApplicationPart))
            {
                // ECMA-335, section II.23.3: a prolog of two bytes, then the constructor's argument.
                var value = reader.GetBlobReader(attribute.Value);
                value.ReadUInt16();
                if (value.ReadSerializedString() is { } name)
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }
}
