namespace CacheKit;

/// <summary>Thrown by a backend if the store is reachable, but refuses a request. A cache does not count it as an outage.</summary>
/// <remarks>
/// Do not throw it if the store cannot serve any request, for example while it is still loading. A cache treats a refused read as a miss
/// and skips a refused write, and logs one warning for each reason. Only <see cref="ICache.ClearAsync"/> throws it to the caller, if the
/// refusal is permanent.
/// </remarks>
public sealed class StoreRefusedException : Exception
{
    /// <summary>Creates the exception for a refused request.</summary>
    /// <param name="reason">The reason in one or two words, from a small set: it is a tag of metrics. It must not contain a key.</param>
    /// <param name="isTransient">
    /// Whether the store may accept the same request later, without a change of the request or of the store's settings.
    /// </param>
    /// <param name="message">
    /// The answer of the store, and how to solve the problem. It is logged, so it must not contain a key or a payload.
    /// </param>
    /// <param name="innerException">The exception of the store's client.</param>
    public StoreRefusedException(string reason, bool isTransient, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Reason = reason;
        IsTransient = isTransient;
    }

    /// <summary>The reason, such as <c>WRONGTYPE</c>, <c>OOM</c> or <c>too large</c>.</summary>
    public string Reason { get; }

    /// <summary>
    /// Whether the same request may be accepted later: true for a lack of memory or capacity, false for a missing permission.
    /// </summary>
    public bool IsTransient { get; }
}
