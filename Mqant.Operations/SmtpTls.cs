namespace Mqant.Operations;

/// <summary>How a connection to a mail server is encrypted.</summary>
public enum SmtpTls
{
    /// <summary>TLS from the first byte on port 465; else STARTTLS, without which nothing is sent.</summary>
    Auto,

    /// <summary>TLS from the first byte.</summary>
    Implicit,

    /// <summary>STARTTLS; a server that does not offer it gets nothing.</summary>
    StartTls,

    /// <summary>STARTTLS where the server offers it: who stands between can keep it from being offered.</summary>
    StartTlsWhenAvailable,

    /// <summary>None. A login would go over the network readable.</summary>
    None,
}
