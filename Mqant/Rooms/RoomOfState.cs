using System.Text.Json;

namespace Mqant;

/// <summary>A <see cref="Room"/> whose game is one object, which is stored where <see cref="RoomOptions.SnapshotInterval"/> says so.</summary>
/// <typeparam name="TState">
/// The game: a class with <c>[GenerateSerializer]</c>. Everything that must survive the silo is in it; seats are stored by the room.
/// </typeparam>
public abstract class Room<TState> : Room
    where TState : class, new()
{
    /// <summary>The game.</summary>
    protected TState State { get; set; } = new();

    internal override byte[] WriteJson() => JsonSerializer.SerializeToUtf8Bytes(State, ModuleJson.Options);

    internal override byte[] WriteState() => Services.Serializer.SerializeToArray(State);

    internal override void ReadState(byte[] state) => State = Services.Serializer.Deserialize<TState>(state)!;
}
