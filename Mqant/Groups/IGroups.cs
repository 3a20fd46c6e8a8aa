namespace Mqant;

/// <summary>Groups of sessions by name, all over the cluster: guilds, channels, parties. Ask for it in the constructor of a grain.</summary>
public interface IGroups
{
    /// <summary>The group of a name; one that nobody joined is empty. Costs nothing until it is used.</summary>
    /// <param name="name">Not empty, at most <see cref="Group.MaxNameLength"/> characters.</param>
    Group Get(string name);
}
