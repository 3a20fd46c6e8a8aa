namespace Mqant.Operations.Management;

/// <summary>
/// Something that is served on the management port. A singleton of the process, so that it takes by its constructor what it needs of the game; the port's own application has
/// services of its own.
/// </summary>
internal interface IManagementPart
{
    /// <summary>Adds what the port's application needs for it.</summary>
    void AddServices(IServiceCollection services)
    {
    }

    /// <summary>Adds middleware that all parts pass, whatever the order of the parts.</summary>
    void Use(WebApplication app)
    {
    }

    /// <summary>Adds its endpoints.</summary>
    void Map(WebApplication app);
}
