using System.Text.Json;
using Mqant.Gateway.Hooks;

namespace Mqant.Gateway.Sessions;

/// <content>What hooks of this process see of the session, and what they leave of what it is sent.</content>
public sealed partial class ClientSession
{
    /// <summary>The session as hooks see it.</summary>
    internal SessionInfo Describe()
    {
        var snapshot = Snapshot;
        return new SessionInfo
        {
            Id = snapshot.Ref.ToString(),
            UserId = snapshot.UserId,
            IsGuest = snapshot.IsGuest,
            Roles = snapshot.Roles,
            RemoteAddress = snapshot.RemoteAddress,
            Transport = snapshot.Transport,
            ClientCertificate = snapshot.ClientCertificate,
            Settings = snapshot.Settings.AsReadOnly(),
        };
    }

    // Where nothing was changed it is the message that others get too.
    private OutboundMessage? SeenByHooks(OutboundMessage message)
    {
        var push = new PushMessage(message.Topic, message.Payload);
        return Host.Hooks.Sending(Describe(), push) switch
        {
            null => null,
            var left when ReferenceEquals(left, push) => message,
            var left => new OutboundMessage(left.Topic, left.Payload, message.QualityOfService) { IsLatest = message.IsLatest },
        };
    }

    private RequestOutcome SeenByHooks(ClientRequest request, in RequestOutcome outcome, long now, Exception? failure)
    {
        var info = request.Describe(this);
        var error = outcome.Error.IsEmpty ? "" : JsonSerializer.Deserialize<string>(outcome.Error.Span)!;
        if (Host.Hooks.HasListeners)
        {
            var duration = now == 0 ? TimeSpan.Zero : Host.Time.GetElapsedTime(request.Arrived, now);
            Host.Hooks.Ended(info, new RequestEnd(outcome.Outcome, error, duration, outcome.Result, failure));
        }

        if (!Host.Hooks.HasOutbound || !request.ReplyExpected)
        {
            return outcome;
        }

        var reply = new ReplyMessage(error, outcome.Result, outcome.IsRaw);
        switch (Host.Hooks.Replying(info, reply))
        {
            case null:
                request.ReplyExpected = false;
                return outcome;
            case var left when ReferenceEquals(left, reply):
                return outcome;
            case var left:
                return outcome with { Error = left.Error.Length == 0 ? default : ModuleJson.Quote(left.Error), Result = left.Result, IsRaw = left.IsRaw };
        }
    }
}
