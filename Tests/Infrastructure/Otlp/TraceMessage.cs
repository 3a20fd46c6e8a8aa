namespace Mqant.Tests.Infrastructure.Otlp;

/// <summary>Reads an <c>ExportTraceServiceRequest</c> of OTLP. The numbers are those of its fields.</summary>
internal static class TraceMessage
{
    public static List<OtlpSpan> Read(ReadOnlySpan<byte> message)
    {
        var spans = new List<OtlpSpan>();
        for (var request = new ProtoReader(message); request.Read();)
        {
            if (request.Field == 1)
            {
                ReadResource(request.Bytes, spans);
            }
        }

        return spans;
    }

    private static void ReadResource(ReadOnlySpan<byte> message, List<OtlpSpan> spans)
    {
        var resource = new Dictionary<string, object?>();
        for (var field = new ProtoReader(message); field.Read();)
        {
            if (field.Field == 1)
            {
                for (var attribute = new ProtoReader(field.Bytes); attribute.Read();)
                {
                    if (attribute.Field == 1)
                    {
                        ReadAttribute(attribute.Bytes, resource);
                    }
                }
            }
            else if (field.Field == 2)
            {
                ReadScope(field.Bytes, resource, spans);
            }
        }
    }

    private static void ReadScope(ReadOnlySpan<byte> message, Dictionary<string, object?> resource, List<OtlpSpan> spans)
    {
        var scope = "";
        for (var field = new ProtoReader(message); field.Read();)
        {
            if (field.Field == 1)
            {
                for (var named = new ProtoReader(field.Bytes); named.Read();)
                {
                    scope = named.Field == 1 ? named.Text : scope;
                }
            }
            else if (field.Field == 2)
            {
                spans.Add(ReadSpan(field.Bytes, scope, resource));
            }
        }
    }

    private static OtlpSpan ReadSpan(ReadOnlySpan<byte> message, string scope, Dictionary<string, object?> resource)
    {
        string trace = "", span = "", parent = "", name = "";
        var (kind, status) = (0, 0);
        ulong start = 0, end = 0;
        var attributes = new Dictionary<string, object?>();
        var events = new List<OtlpEvent>();
        for (var field = new ProtoReader(message); field.Read();)
        {
            switch (field.Field)
            {
                case 1:
                    trace = field.Hex;
                    break;
                case 2:
                    span = field.Hex;
                    break;
                case 4:
                    parent = field.Hex;
                    break;
                case 5:
                    name = field.Text;
                    break;
                case 6:
                    kind = (int)field.Number;
                    break;
                case 7:
                    start = field.Number;
                    break;
                case 8:
                    end = field.Number;
                    break;
                case 9:
                    ReadAttribute(field.Bytes, attributes);
                    break;
                case 11:
                    events.Add(ReadEvent(field.Bytes));
                    break;
                case 15:
                    for (var part = new ProtoReader(field.Bytes); part.Read();)
                    {
                        status = part.Field == 3 ? (int)part.Number : status;
                    }

                    break;
            }
        }

        return new OtlpSpan
        {
            TraceId = trace,
            SpanId = span,
            ParentSpanId = parent,
            Name = name,
            Kind = kind,
            Start = start,
            End = end,
            Status = status,
            Scope = scope,
            Resource = resource,
            Attributes = attributes,
            Events = events,
        };
    }

    private static OtlpEvent ReadEvent(ReadOnlySpan<byte> message)
    {
        var name = "";
        var attributes = new Dictionary<string, object?>();
        for (var field = new ProtoReader(message); field.Read();)
        {
            if (field.Field == 2)
            {
                name = field.Text;
            }
            else if (field.Field == 3)
            {
                ReadAttribute(field.Bytes, attributes);
            }
        }

        return new OtlpEvent(name, attributes);
    }

    private static void ReadAttribute(ReadOnlySpan<byte> message, Dictionary<string, object?> attributes)
    {
        var key = "";
        object? value = null;
        for (var field = new ProtoReader(message); field.Read();)
        {
            if (field.Field == 1)
            {
                key = field.Text;
            }
            else if (field.Field == 2)
            {
                value = ReadValue(field.Bytes);
            }
        }

        attributes[key] = value;
    }

    private static object? ReadValue(ReadOnlySpan<byte> message)
    {
        object? value = null;
        for (var field = new ProtoReader(message); field.Read();)
        {
            value = field.Field switch
            {
                1 => field.Text,
                2 => field.Number != 0,
                3 => (long)field.Number,
                4 => field.Double,
                _ => null,
            };
        }

        return value;
    }
}
