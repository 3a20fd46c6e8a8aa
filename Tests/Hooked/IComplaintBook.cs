namespace Mqant.Tests.Hooked;

/// <summary>What the hook writes to.</summary>
public interface IComplaintBook
{
    void Add(string complaint);

    /// <summary>The next complaint, once there is one.</summary>
    Task<string> ReadAsync();
}
