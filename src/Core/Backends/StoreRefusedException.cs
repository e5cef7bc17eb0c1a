namespace CacheKit;

/// <summary>A store was reached and answered that it refuses this one request. A backend throws it; a cache never counts it as an outage.</summary>
/// <remarks>
/// What a store says of itself as a whole, such as that it is still loading, is not a refusal: throw another exception there. A cache turns a
/// refusal into a miss or leaves the write out, and logs one warning for each kind. Of its operations only <see cref="ICache.ClearAsync"/>
/// throws it to its caller, where the clear can never be done.
/// </remarks>
public sealed class StoreRefusedException : Exception
{
    /// <summary>Says what was refused and why.</summary>
    /// <param name="reason">The kind of the refusal in a word or two, one of few: it is part of metrics. Never a key.</param>
    /// <param name="isTransient">Whether the same request may be accepted later although nobody has changed it or the store's settings.</param>
    /// <param name="message">What the store answered and what can be done about it, without a key or a payload: it is logged.</param>
    /// <param name="innerException">The exception of the store's client.</param>
    public StoreRefusedException(string reason, bool isTransient, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Reason = reason;
        IsTransient = isTransient;
    }

    /// <summary>The kind of the refusal, such as <c>WRONGTYPE</c>, <c>OOM</c> or <c>too large</c>.</summary>
    public string Reason { get; }

    /// <summary>Whether the same request may be accepted later: true where memory or capacity is short, false where a permission is missing.</summary>
    public bool IsTransient { get; }
}
