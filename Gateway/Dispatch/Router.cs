using System.Text;
using Orleans.Runtime;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Dispatch;

/// <summary>Finds the grain and handler that a topic names. The order of its checks is part of the protocol.</summary>
internal sealed class Router(ModuleCatalog modules)
{
    /// <summary>Finds the target, or the error that the client gets. Sets <see cref="ClientRequest.ReplyExpected"/>.</summary>
    public string? Route(ClientSession session, ClientRequest request, out CallTarget target)
    {
        target = default;
        request.ReplyExpected = true;
        Span<char> buffer = stackalloc char[TopicParts.MaxLength];
        if (request.Topic.Length > TopicParts.MaxLength
            || !Encoding.UTF8.TryGetChars(request.Topic.Span, buffer, out var length)
            || !TopicParts.TryParse(buffer[..length], out var topic))
        {
            return GameErrors.BadTopic;
        }

        request.ReplyExpected = topic.WantsReply || request.ReplyRequested;
        if (!topic.Handler.StartsWith(HandlerAttribute.Prefix, StringComparison.Ordinal))
        {
            return GameErrors.BadHandlerName(topic.Handler.ToString());
        }

        var module = modules.Find(topic.Module);
        if (module is null || (topic.HasKey && !(module.Traits.AllowKeyInTopic && GrainKeys.IsAllowed(topic.Key))))
        {
            return GameErrors.ModuleNotFound(buffer[..topic.NameLength].ToString());
        }

        var handler = module.Find(topic.Handler);
        if (handler is null)
        {
            return GameErrors.HandlerNotFound(topic.Handler.ToString());
        }

        if (handler.Traits.LoginError is { } loginError && session.IsIdleGuest)
        {
            return loginError;
        }

        var (key, chosen) = topic.HasKey ? (topic.Key.ToString(), true) : FindKey(module.Traits, session, request);
        if (key is null)
        {
            return module.Traits.LoginError ?? GameErrors.LoginRequired;
        }

        if (chosen && !GrainKeys.IsAllowed(key))
        {
            return GameErrors.ModuleNotFound($"{module.Traits.Name}@{key}");
        }

        target = new CallTarget(handler, GrainId.Create(module.GrainType, key), chosen);
        return null;
    }

    private static (string? Key, bool Chosen) FindKey(ModuleTraits module, ClientSession session, ClientRequest request)
    {
        switch (module.Key)
        {
            case KeyPolicy.Session:
                return (session.Id, false);
            case KeyPolicy.User:
                var user = session.UserId;
                return (user.Length == 0 ? null : user, false);
            case KeyPolicy.PayloadField:
                var field = GrainKeys.ReadField(request.Payload.Span, module.KeyField!);
                return field is null ? (ModuleKeys.Missing, false) : (field, true);
            default:
                return (ModuleKeys.Singleton, false);
        }
    }
}
