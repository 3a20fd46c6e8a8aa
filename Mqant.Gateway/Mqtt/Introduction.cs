namespace Mqant.Gateway.Mqtt;

/// <summary>What becomes of CONNECT once the session is open. Forgotten afterwards.</summary>
/// <param name="ConnAck">The answer.</param>
/// <param name="ReceiveMaximum">Messages that the client takes without acknowledging one.</param>
internal sealed record Introduction(byte[] ConnAck, int ReceiveMaximum);
