namespace Mqant;

/// <summary>Rooms by module, then by key.</summary>
internal sealed class RoomNameOrder : IComparer<RoomName>
{
    public static readonly RoomNameOrder Instance = new();

    public int Compare(RoomName? x, RoomName? y) => string.CompareOrdinal(x?.Module, y?.Module) is not 0 and var order ? order : string.CompareOrdinal(x?.Key, y?.Key);
}
