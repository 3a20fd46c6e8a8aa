namespace Mqant.Operations.Door;

/// <summary>Tells whoever started the process how to come in: on its standard output, once. What tests read instead is a writer of theirs.</summary>
internal sealed class StartLinkNotice(TextWriter output)
{
    public void Tell(Uri link) => output.WriteLine($"Console: {link} (good for one sign-in)");
}
