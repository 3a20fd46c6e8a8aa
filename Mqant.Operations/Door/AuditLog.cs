namespace Mqant.Operations.Door;

/// <summary>Writes down who did what: into the cluster's audit log and into this process's own.</summary>
internal sealed partial class AuditLog(IGrainFactory grains, ILogger<AuditLog> logger)
{
    /// <summary>The outcome of what was done.</summary>
    public const string Done = "done";

    /// <summary>The cluster's.</summary>
    public IAuditGrain Grain => grains.GetGrain<IAuditGrain>(IAuditGrain.Key);

    /// <summary>Somebody did something.</summary>
    public Task AddAsync(HttpContext context, Caller caller, string action, string target, string detail) => AddAsync(context, caller, action, target, detail, Done);

    /// <summary>Somebody wanted something that is an action, and was refused.</summary>
    public Task RefuseAsync(HttpContext context, string reason) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>() is { } action && Caller.Of(context.User) is { } caller
            ? AddAsync(context, caller, action.Name, action.TargetOf(context), string.Empty, $"refused: {reason}")
            : Task.CompletedTask;

    /// <summary>Whatever came of it.</summary>
    public async Task AddAsync(HttpContext context, Caller caller, string action, string target, string detail, string outcome)
    {
        var role = caller.Role.ToString().ToLowerInvariant();
        var from = Peer.AddressOf(context).ToString();
        Log.Acted(logger, caller.Name, role, from, action, Line(target), Line(detail), Line(outcome));
        try
        {
            await Grain.AddAsync(new AuditEntry(0, default, caller.Name, role, from, action, target, detail, outcome));
        }
        catch (Exception exception)
        {
            Log.NotStored(logger, action, exception);
        }
    }

    // What people write must not look like further lines.
    private static string Line(string text) => string.Create(text.Length, text, static (line, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            line[i] = char.IsControl(text[i]) ? ' ' : text[i];
        }
    });

    private static partial class Log
    {
        [LoggerMessage(4610, LogLevel.Information, "Console: {Who} ({Role}) from {Address}: {Action} {Target} {Detail}: {Outcome}")]
        public static partial void Acted(ILogger logger, string who, string role, string address, string action, string target, string detail, string outcome);

        [LoggerMessage(4611, LogLevel.Error, "The action {Action} in the console was not written to the cluster's audit log; it is in this one.")]
        public static partial void NotStored(ILogger logger, string action, Exception exception);
    }
}
