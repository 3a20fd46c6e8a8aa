namespace Mqant.Tests.Core.Modules;

/// <summary>A plain grain that silos with too much to do are not given.</summary>
public interface IBusyGateKeeper : IGrainWithStringKey
{
    Task AskAsync();
}
