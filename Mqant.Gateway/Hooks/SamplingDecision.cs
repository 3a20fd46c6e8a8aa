namespace Mqant.Gateway.Hooks;

/// <summary>What an <see cref="IRequestSampler"/> says of a request.</summary>
public enum SamplingDecision
{
    /// <summary>Not this one's to decide: the next is asked, and in the end the settings.</summary>
    Pass,

    /// <summary>Its trace is recorded.</summary>
    Record,

    /// <summary>Its trace is not recorded, unless it fails or is slow and the settings say that such are.</summary>
    Leave,
}
