namespace Mqant;

/// <summary>Names of the attributes of spans: OpenTelemetry's own where it has one.</summary>
internal static class SpanAttributes
{
    public const string Module = "mqant.module";
    public const string HandlerName = "mqant.handler";
    public const string Key = "mqant.key";
    public const string Session = "mqant.session";
    public const string User = "mqant.user";
    public const string Outcome = "mqant.outcome";
    public const string Transport = "mqant.transport";

    /// <summary>Why it was recorded, where that was decided at its end.</summary>
    public const string Sampled = "mqant.sampled";

    /// <summary>Bytes of the reply's body.</summary>
    public const string ReplySize = "mqant.reply.size";

    /// <summary>Sessions that a push is for, as far as is known where it is sent from.</summary>
    public const string Recipients = "mqant.recipients";
    public const string GroupName = "mqant.group";

    public const string MessagingSystem = "messaging.system";
    public const string MessagingOperationName = "messaging.operation.name";
    public const string MessagingOperationType = "messaging.operation.type";
    public const string MessagingDestination = "messaging.destination.name";
    public const string MessagingDestinationTemplate = "messaging.destination.template";
    public const string MessagingBodySize = "messaging.message.body.size";
    public const string RpcSystem = "rpc.system";
    public const string RpcService = "rpc.service";
    public const string RpcMethod = "rpc.method";
    public const string ErrorType = "error.type";

    public const string Mqtt = "mqtt";
    public const string Orleans = "orleans";
}
