using System.Text;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Transport;

/// <content>Letting a client in that has introduced itself, or not.</content>
public abstract partial class ClientConnection
{
    private async Task<bool> OpenAsync()
    {
        _state = State.Opening;
        _ticket.Speaks();
        if (_ticket.Refusal == SocketRefusal.TooFast)
        {
            Refuse("too_fast", static connection => connection.OnTooFast());
            return false;
        }

        if (_ticket.Refusal != SocketRefusal.None || !Services.TryEnter(RemoteAddress))
        {
            Refuse("full", static connection => connection.OnFull());
            return false;
        }

        _entered = true;
        if (Services.Stopping.IsCancellationRequested)
        {
            Refuse(NameOf(SessionRefusal.Draining), static connection => connection.OnRefused(SessionRefusal.Draining));
            return false;
        }

        if (Opening!.UserName is { } name && Encoding.UTF8.GetByteCount(name) > Services.Options.Limits.MaxUserNameLength)
        {
            Services.Reports.Exceeded("user_name_length", SocketGate.Option(nameof(GatewayLimits.MaxUserNameLength)), RemoteAddress);
            Refuse(NameOf(SessionRefusal.BadCredentials), static connection => connection.OnRefused(SessionRefusal.BadCredentials, reason: null));
            return false;
        }

        try
        {
            _session = await Services.Sessions.OpenAsync(this, Opening!, _context.ConnectionClosed);
        }
        catch (SessionRefusedException e)
        {
            Refuse(NameOf(e.Refusal), connection => connection.OnRefused(e.Refusal, e.Reason));
            return false;
        }
        catch (Exception e) when (!_context.ConnectionClosed.IsCancellationRequested)
        {
            Log.Failed(Services.Log, e, Transport, _session?.Id, _session?.Snapshot.UserId);
            Refuse("failed", static connection => connection.OnRefused(SessionRefusal.Unavailable));
            return false;
        }

        Opening = null;
        if (!TryLetIn())
        {
            return false;
        }

        if (!Services.RunsHooks && _context.Features.Get<IReadInPlace>() is { } transport)
        {
            // From here on reading is cutting packets and sending calls on their way.
            transport.ReadsInPlace = true;
        }

        return true;
    }

    private bool TryLetIn()
    {
        // Before the client knows, from when on its own deadline counts.
        _lastPacket = Services.Wheel.Now;
        lock (_writer.Gate)
        {
            if (_reason != Running)
            {
                return false;
            }

            _state = State.Welcoming;
            if (IdleLimit > TimeSpan.Zero)
            {
                _deadline.Start(IdleLimit);
            }
            else
            {
                _deadline.Stop();
            }
        }

        OnOpened();
        bool isClosed;
        lock (_writer.Gate)
        {
            _state = State.Open;
            _writer.Release(WindowSize);
            isClosed = _reason != Running;
        }

        if (isClosed)
        {
            // Goodbye does not overtake the welcome.
            Finish((SessionEndReason)_reason);
        }

        return true;
    }

    private static string NameOf(SessionRefusal refusal) => refusal switch
    {
        SessionRefusal.Unavailable => "unavailable",
        SessionRefusal.Draining => "draining",
        SessionRefusal.BadCredentials => "bad_credentials",
        SessionRefusal.Banned => "banned",
        SessionRefusal.TooManyTries => "too_many_tries",
        _ => "not_authorized",
    };

    private void Refuse(string reason, Action<ClientConnection> answer)
    {
        Statistics.Refused.Get(reason).Add(1);
        if (TryEnd(SessionEndReason.Closed))
        {
            _state = State.Introducing;
            answer(this);
            Finish(SessionEndReason.Closed);
        }
    }
}
