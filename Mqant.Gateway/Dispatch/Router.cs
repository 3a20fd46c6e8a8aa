using System.Text;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Hooks;
using Mqant.Gateway.Sessions;
using Orleans.Runtime;

namespace Mqant.Gateway.Dispatch;

/// <summary>Finds the grain and handler that a topic names. The order of its checks is part of the protocol.</summary>
internal sealed class Router(ModuleCatalog modules, GatewayHooks hooks, INamePolicy names)
{
    /// <summary>Finds the target, or the error that the client gets; then the target names the handler, if there is one. Sets <see cref="ClientRequest.ReplyExpected"/>.</summary>
    public string? Route(ClientSession session, ClientRequest request, out CallTarget target)
    {
        target = default;
        request.ReplyExpected = true;
        Span<char> buffer = stackalloc char[TopicParts.MaxLength];
        if (request.Topic.Length > TopicParts.MaxLength || !Encoding.UTF8.TryGetChars(request.Topic.Span, buffer, out var length))
        {
            return GameErrors.BadTopic;
        }

        var isTopic = TopicParts.TryParse(buffer[..length], out var topic);
        request.ReplyExpected = topic.WantsReply || request.ReplyRequested;
        if (hooks.HasRouters && hooks.Route(buffer[..length].ToString(), request.Payload, session.Describe(), request.Trace) is { } route)
        {
            request.ReplyExpected = (route.ReplyExpected ?? topic.WantsReply) || request.ReplyRequested;
            return Follow(session, request, route, ref target);
        }

        if (!isTopic)
        {
            return GameErrors.BadTopic;
        }

        if (!topic.Handler.StartsWith(HandlerAttribute.Prefix, StringComparison.Ordinal))
        {
            return GameErrors.BadHandlerName(topic.Handler.ToString());
        }

        var module = modules.Find(topic.Module);
        if (module is null)
        {
            return modules.FindMessage(topic.Module) ?? GameErrors.ModuleNotFound(buffer[..topic.NameLength].ToString());
        }

        if (topic.HasKey && !(module.Traits.AllowKeyInTopic && GrainKeys.IsAllowed(topic.Key)))
        {
            return GameErrors.ModuleNotFound(buffer[..topic.NameLength].ToString());
        }

        var handler = module.Find(topic.Handler);
        if (handler is null)
        {
            return module.FindMessage(topic.Handler) ?? GameErrors.HandlerNotFound(topic.Handler.ToString());
        }

        return Find(session, request, handler, topic.HasKey ? topic.Key.ToString() : null, ref target);
    }

    // What a hook says is held to the same rules, but for who may choose a key.
    private string? Follow(ClientSession session, ClientRequest request, RequestRoute route, ref CallTarget target) =>
        modules.Find(route.Module) is not { } module ? modules.FindMessage(route.Module) ?? GameErrors.ModuleNotFound(route.Module)
        : module.Find(route.Handler) is not { } handler ? module.FindMessage(route.Handler) ?? GameErrors.HandlerNotFound(route.Handler)
        : Find(session, request, handler, route.Key, ref target);

    private string? Find(ClientSession session, ClientRequest request, HandlerRoute handler, string? key, ref CallTarget target)
    {
        // Also of what is refused it is told what it was for.
        target = new CallTarget(handler, default, ChosenByClient: false);
        if (handler.Traits.LoginError is not null && session.IsIdle && handler.Traits.FindRefusal(session.Snapshot) is { } refusal)
        {
            return refusal;
        }

        return key is null ? FindGrain(session, request, handler, ref target) : Choose(handler, key, ref target);
    }

    private string? FindGrain(ClientSession session, ClientRequest request, HandlerRoute handler, ref CallTarget target)
    {
        var module = handler.Module;
        switch (module.Traits.Key)
        {
            case KeyPolicy.Session:
                target = new CallTarget(handler, GrainId.Create(module.GrainType, session.Key), ChosenByClient: false);
                return null;
            case KeyPolicy.User when session.UserId is { Length: > 0 } user:
                target = new CallTarget(handler, GrainId.Create(module.GrainType, user), ChosenByClient: false);
                return null;
            case KeyPolicy.User:
                return module.Traits.LoginError ?? GameErrors.LoginRequired;
            case KeyPolicy.PayloadField when GrainKeys.ReadField(request.Payload.Span, module.Traits.KeyField!) is { } field:
                return Choose(handler, field, ref target);
            case KeyPolicy.PayloadField:
                target = new CallTarget(handler, GrainId.Create(module.GrainType, ModuleKeys.Missing), ChosenByClient: false);
                return null;
            default:
                target = new CallTarget(handler, module.Singleton, ChosenByClient: false);
                return null;
        }
    }

    private string? Choose(HandlerRoute handler, string chosen, ref CallTarget target)
    {
        var module = handler.Module;
        if (GrainKeys.Normalize(chosen, names) is not { } key)
        {
            return GameErrors.ModuleNotFound($"{module.Traits.Name}@{chosen}");
        }

        target = new CallTarget(handler, GrainId.Create(module.GrainType, key), ChosenByClient: true);
        return null;
    }
}
