using Mqant.Gateway.Limits;
using Mqant.Gateway.WebSockets;

namespace Mqant.Gateway.Transport;

/// <content>What waits, and how it goes on.</content>
internal sealed partial class ConnectionWriter
{
    private bool IsOverrun(OutboundBacklog? backlog)
    {
        if (backlog is not { IsOverrun: true })
        {
            return false;
        }

        _owner.OnBacklogOverrun();
        return true;
    }

    private void SendOrQueue(in Outgoing message)
    {
        if (IsPassable)
        {
            Pass(message);
            FlushUnlessCorked();
        }
        else
        {
            Enqueue(message);
        }
    }

    // Only what the peer acknowledges waits until it has acknowledged what came before (MQTT-3.3.4-10).
    private void Pass(in Outgoing message)
    {
        if (message.NumberAt == 0)
        {
            _output.Append(message.Bytes);
            return;
        }

        _window ??= new DeliveryWindow(_windowSize);
        if (_window.IsFull || _window.Waiting is not null)
        {
            _window.Enqueue(message, _maxMessages, _maxBytes);
            UpdateFull();
            return;
        }

        Append(message, _window);
    }

    private void Append(in Outgoing message, DeliveryWindow window)
        => _output.Append(message.Bytes, message.NumberAt, window.Take(message.Acknowledged));

    private void Enqueue(in Outgoing message)
    {
        _backlog ??= new OutboundBacklog(_maxMessages, _maxBytes);
        _backlog.Enqueue(message);
        UpdateFull();
    }

    private void Drain()
    {
        while (!_held && !_output.IsFlushing)
        {
            if (_window is { IsFull: false, Waiting: not null })
            {
                Append(_window.Dequeue(), _window);
            }
            else if (_backlog is not null)
            {
                Pass(_backlog.Dequeue());
                _backlog = _backlog.IsEmpty ? null : _backlog;
            }
            else
            {
                break;
            }

            if (_output.Unflushed >= FlushThreshold)
            {
                Flush();
            }
        }

        FlushUnlessCorked();
        UpdateFull();
    }

    private void ClearBacklog()
    {
        _backlog?.Abandon();
        _backlog = null;
        _window?.DiscardWaiting();
        UpdateFull();
    }

    private void UpdateFull()
    {
        _unread.Set((_output.IsFlushing ? _output.Flushing : 0) + (_backlog?.Size ?? 0) + (_window?.Waiting?.Size ?? 0), _budget);
        _dropping = _dropping && HasTooMuch;
        var full = _backlog is { IsFull: true } || _dropping || _window?.Waiting is { IsFull: true };
        if (full != _full)
        {
            Volatile.Write(ref _full, full);
            _owner.OnBacklogChanged(full);
        }
    }

    private void FlushUnlessCorked()
    {
        if (!_corked || _output.Unflushed >= FlushThreshold)
        {
            Flush();
        }
    }

    private void Flush()
    {
        var wasFlushing = _output.IsFlushing;
        _output.Flush();
        if (_output.IsFlushing && !wasFlushing)
        {
            Volatile.Write(ref _unreadSince, _owner.Now);
            UpdateFull();
            if (_unread.Count >= HeldBytes.Step)
            {
                _owner.OnUnread();
            }
        }
    }

    /// <summary>A flush ended that had to wait for the peer.</summary>
    internal void OnFlushed()
    {
        lock (_output)
        {
            _output.EndFlush();
            if (_output.IsBroken)
            {
                ClearBacklog();
            }

            if (_pong is { } pong)
            {
                _output.AppendControl(Opcode.Pong, pong);
                _pong = null;
            }

            Drain();
            _owner.OnPassable();
            if (_drained is not null && !_output.IsFlushing)
            {
                ClearBacklog();
                _window?.Abandon();
                _drained.TrySetResult();
            }
        }
    }
}
