namespace Mqant.Operations.Door;

/// <summary>Names of the authorization policies of the management port.</summary>
internal static class DoorPolicies
{
    public const string Viewer = "mqant-viewer";

    public const string Operator = "mqant-operator";

    public const string Admin = "mqant-admin";

    public static string Of(ConsoleRole role) => role switch
    {
        ConsoleRole.Admin => Admin,
        ConsoleRole.Operator => Operator,
        _ => Viewer,
    };
}
