using System.Runtime.Serialization;
using Orleans.Serialization;
using Orleans.Storage;

namespace Mqant;

/// <summary>
/// How grains' state is stored where nothing else is configured, alike in memory and in Redis: by Orleans' serializer, as messages between grains are. Properties are known by their
/// <c>[Id]</c>s, and no name of a type or assembly is stored where the type is the one that was declared.
/// </summary>
public sealed class StateSerializer(Serializer serializer) : IGrainStorageSerializer
{
    /// <inheritdoc/>
    /// <exception cref="SerializationException">The type cannot be serialized.</exception>
    public BinaryData Serialize<T>(T? input)
    {
        try
        {
            return new BinaryData(serializer.SerializeToArray(input));
        }
        catch (CodecNotFoundException exception)
        {
            throw new SerializationException(
                $"{typeof(T)} cannot be stored: {exception.Message} Give the class [GenerateSerializer], and [Id(…)] to each property that is to be stored.", exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SerializationException">What is stored is nothing that this type can be read from.</exception>
    public T? Deserialize<T>(BinaryData input)
    {
        try
        {
            return serializer.Deserialize<T>(input.ToMemory());
        }
        catch (Exception exception)
        {
            throw new SerializationException($"What is stored cannot be read as {typeof(T)}: {exception.Message}", exception);
        }
    }
}
