using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Mqant.Tests.Infrastructure;

/// <summary>The instruments of one host as whoever exports them sees them; other hosts of the test process have their own.</summary>
internal sealed class Instruments : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Instrument> _published = new();
    private readonly ConcurrentQueue<(string Name, double Value, (string Key, string Value)[] Attributes)> _recorded = new();
    private readonly List<(string Name, double Value, (string Key, string Value)[] Attributes)> _observed = [];

    public Instruments(IServiceProvider services)
        : this(services.GetRequiredService<IMeterFactory>())
    {
    }

    public Instruments(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name.StartsWith("Mqant", StringComparison.Ordinal))
            {
                _published[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All instruments that were made.</summary>
    public IReadOnlyCollection<Instrument> Published => [.. _published.Values];

    /// <summary>What an instrument that is asked says now, with these attributes among its own; 0 where it says nothing.</summary>
    public double Read(string name, params (string Key, string Value)[] attributes) =>
        Observe().Where(measured => measured.Name == name && attributes.All(measured.Attributes.Contains)).Sum(static measured => measured.Value);

    /// <summary>All that an instrument says now, by its attributes.</summary>
    public IReadOnlyList<(string Name, double Value, (string Key, string Value)[] Attributes)> Observe()
    {
        lock (_observed)
        {
            _observed.Clear();
            _listener.RecordObservableInstruments();
            return [.. _observed];
        }
    }

    /// <summary>What a histogram was told so far.</summary>
    public IReadOnlyList<double> Recorded(string name, params (string Key, string Value)[] attributes) =>
        [.. _recorded.Where(measured => measured.Name == name && attributes.All(measured.Attributes.Contains)).Select(static measured => measured.Value)];

    /// <summary>The attributes of all that was told and is said now.</summary>
    public IReadOnlySet<(string Instrument, string Attribute)> Attributes() =>
        Observe().Concat(_recorded).SelectMany(static measured => measured.Attributes.Select(attribute => (measured.Name, attribute.Key))).ToHashSet();

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var attributes = new (string Key, string Value)[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            attributes[i] = (tags[i].Key, tags[i].Value?.ToString() ?? "");
        }

        if (instrument.IsObservable)
        {
            _observed.Add((instrument.Name, value, attributes));
        }
        else
        {
            _recorded.Enqueue((instrument.Name, value, attributes));
        }
    }
}
