namespace Mqant.Gateway.Sessions;

/// <summary>A group that a session is in, as far as the session knows it.</summary>
internal interface ISessionGroup
{
    string Name { get; }

    /// <summary>Takes a session out that has forgotten the group already, if it is a member under this binding.</summary>
    void Leave(ClientSession session, uint epoch);
}
