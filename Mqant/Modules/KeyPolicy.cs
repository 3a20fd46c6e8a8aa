namespace Mqant;

/// <summary>How the topic, session or payload of a call becomes the key of the grain that handles it.</summary>
public enum KeyPolicy
{
    /// <summary>One grain for everyone; its key is <see cref="ModuleKeys.Singleton"/>.</summary>
    Singleton,

    /// <summary>One grain for each session; its key is <see cref="Session.Id"/>.</summary>
    Session,

    /// <summary>One grain for each user; its key is <see cref="Session.UserId"/>. Guests get the error of a missing login.</summary>
    User,

    /// <summary>
    /// A string property of the JSON payload, named by <see cref="GameModuleAttribute.KeyField"/>. Calls without it go to the grain
    /// <see cref="ModuleKeys.Missing"/>, whose handler reports what is missing.
    /// </summary>
    PayloadField,

    /// <summary>Any activation will do; the grain class is a stateless worker. Calls are not ordered.</summary>
    Any,
}
