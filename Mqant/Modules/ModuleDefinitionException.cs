namespace Mqant;

/// <summary>A module is written in a way that cannot work. Thrown when a silo starts; the message names the method and what to change.</summary>
public sealed class ModuleDefinitionException(string message) : Exception(message);
