namespace Orleans;

/// <summary>Stands for the attribute of the transactions package, which is recognised by its name.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TransactionAttribute : Attribute;
