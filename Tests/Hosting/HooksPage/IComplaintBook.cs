namespace Mqant.Tests.Hosting.HooksPage;

/// <summary>What the page's listener writes to.</summary>
internal interface IComplaintBook
{
    void Add(string complaint);
}
