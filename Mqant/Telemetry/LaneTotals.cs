namespace Mqant;

/// <summary>The lanes of a silo together.</summary>
/// <param name="Lanes">How many gateways it sends to.</param>
/// <param name="Items">What gateways have not read yet.</param>
/// <param name="Size">Bytes that gather behind what is on its way.</param>
/// <param name="Largest">The most of these in one lane.</param>
/// <param name="Behind">How long the gateway is silent that has something to read and was not heard of for longest.</param>
internal readonly record struct LaneTotals(int Lanes, long Items, long Size, long Largest, TimeSpan Behind);
