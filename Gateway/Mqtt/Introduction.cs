namespace Mqant.Gateway.Mqtt;

/// <summary>What CONNECT said that CONNACK answers to. Forgotten afterwards.</summary>
/// <param name="AssignedClientId">The client id that the gateway made, where the client had none.</param>
/// <param name="WantsSession">The client wants its session to outlive the connection.</param>
/// <param name="ReceiveMaximum">Messages that the client takes without acknowledging one.</param>
internal sealed record Introduction(string? AssignedClientId, bool WantsSession, int ReceiveMaximum);
