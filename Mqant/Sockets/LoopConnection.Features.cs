using System.Buffers;
using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Mqant;

/// <content>
/// What Kestrel and its middlewares find at a connection, and put there: the connection is the collection, too, which spares an idle one some hundred bytes.
/// </content>
internal sealed partial class LoopConnection :
    IFeatureCollection, IConnectionIdFeature, IConnectionTransportFeature, IConnectionItemsFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IMemoryPoolFeature
{
    private static readonly string Process = Environment.TickCount64.ToString("X", CultureInfo.InvariantCulture);
    private static readonly Type[] Own =
    [
        typeof(IConnectionIdFeature), typeof(IConnectionTransportFeature), typeof(IConnectionItemsFeature), typeof(IConnectionLifetimeFeature),
        typeof(IConnectionEndPointFeature), typeof(IMemoryPoolFeature), typeof(IReadInPlace),
    ];

    private static long _lastNumber;

    private readonly long _number = Interlocked.Increment(ref _lastNumber);
    private string? _id;
    private IDictionary<object, object?>? _items;

    // Few, and looked for when a connection begins.
    private (Type Type, object? Feature)[] _added = [];
    private int _addedCount;
    private int _revision;

    public override string ConnectionId
    {
        get => _id ??= string.Create(CultureInfo.InvariantCulture, $"{Process}-{_number:X8}");
        set => _id = value;
    }

    public override IFeatureCollection Features => this;

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    MemoryPool<byte> IMemoryPoolFeature.MemoryPool => _pipes.Memory;

    bool IFeatureCollection.IsReadOnly => false;

    int IFeatureCollection.Revision => _revision;

    object? IFeatureCollection.this[Type key]
    {
        get
        {
            foreach (var (type, feature) in _added.AsSpan(0, _addedCount))
            {
                if (type == key)
                {
                    return feature;
                }
            }

            return Array.IndexOf(Own, key) >= 0 ? this : null;
        }

        set
        {
            _revision++;
            foreach (ref var added in _added.AsSpan(0, _addedCount))
            {
                if (added.Type == key)
                {
                    added.Feature = value;
                    return;
                }
            }

            if (_addedCount == _added.Length)
            {
                Array.Resize(ref _added, Math.Max(4, _addedCount * 2));
            }

            _added[_addedCount++] = (key, value);
        }
    }

    TFeature? IFeatureCollection.Get<TFeature>()
        where TFeature : default => (TFeature?)((IFeatureCollection)this)[typeof(TFeature)];

    void IFeatureCollection.Set<TFeature>(TFeature? instance)
        where TFeature : default => ((IFeatureCollection)this)[typeof(TFeature)] = instance;

    IEnumerator<KeyValuePair<Type, object>> IEnumerable<KeyValuePair<Type, object>>.GetEnumerator()
    {
        IFeatureCollection features = this;
        foreach (var type in Own.Concat(_added.Take(_addedCount).Select(static added => added.Type)).Distinct())
        {
            if (features[type] is { } feature)
            {
                yield return new(type, feature);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<KeyValuePair<Type, object>>)this).GetEnumerator();
}
