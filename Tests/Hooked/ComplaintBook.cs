using System.Threading.Channels;

namespace Mqant.Tests.Hooked;

internal sealed class ComplaintBook : IComplaintBook
{
    private readonly Channel<string> _complaints = Channel.CreateUnbounded<string>();

    public void Add(string complaint) => _complaints.Writer.TryWrite(complaint);

    public Task<string> ReadAsync() => _complaints.Reader.ReadAsync().AsTask();
}
