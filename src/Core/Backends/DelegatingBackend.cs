using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>
/// A base class for backends that wrap another backend. It forwards all calls; derive from it to observe or change some of them, as with
/// <see cref="System.Net.Http.DelegatingHandler"/> for HTTP.
/// </summary>
/// <remarks>
/// A wrapper has the capabilities of the inner backend. To intercept all writes, override <see cref="SetAsync"/>, <see cref="AddAsync"/>,
/// <see cref="ReplaceAsync"/>, <see cref="SetValue"/> and <see cref="ReplaceValue"/>. The wrapper does not dispose the inner backend.
/// <para>
/// A wrapper that overrides a call for one key has no <see cref="IBatchBackend"/> unless it overrides the corresponding call for many keys, too:
/// <see cref="GetManyAsync"/> for <see cref="GetAsync"/> and so on. Otherwise a call for many keys would bypass its override. In the same way a wrapper
/// that overrides <see cref="GetAsync"/> has no <see cref="IRentingBackend"/> unless it overrides <see cref="GetRentedAsync"/>, too.
/// </para>
/// </remarks>
/// <param name="inner">The backend to forward to.</param>
public abstract class DelegatingBackend(ICacheBackend inner)
    : IBatchBackend, IConditionalBackend, IPagedListingBackend, INotifyingBackend, ILoggingBackend, IMeasuredBackend, IRentingBackend, IValueBackend
{
    private readonly IBatchBackend? _batch = inner?.FindCapability<IBatchBackend>();
    private readonly IConditionalBackend? _conditional = inner?.FindCapability<IConditionalBackend>();
    private readonly IListingBackend? _listing = inner?.FindCapability<IListingBackend>();
    private readonly IPagedListingBackend? _paged = inner?.FindCapability<IPagedListingBackend>();
    private readonly INotifyingBackend? _notifying = inner?.FindCapability<INotifyingBackend>();
    private readonly ILoggingBackend? _logging = inner?.FindCapability<ILoggingBackend>();
    private readonly IMeasuredBackend? _measured = inner?.FindCapability<IMeasuredBackend>();
    private readonly IRentingBackend? _renting = inner?.FindCapability<IRentingBackend>();
    private readonly IValueBackend? _values = inner?.FindCapability<IValueBackend>();

    // An object, because several threads may look for the override at once.
    private StrongBox<bool>? _overridesGetValue;

    /// <summary>The backend that calls are forwarded to.</summary>
    protected ICacheBackend Inner { get; } = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <summary>
    /// Whether the wrapper has the capability <see cref="IValueBackend"/> if the inner backend has it. Values are then read and written as
    /// objects, and overrides of the payload methods are not called for them.
    /// </summary>
    /// <value>
    /// True by default. Return false in a wrapper that changes keys or payloads, such as one that encrypts: an in-memory store then holds
    /// payloads only. With a <see cref="TieredBackend"/>, wrap the shared store, not the <see cref="TieredBackend"/>.
    /// </value>
    protected virtual bool ForwardsValues => true;

    /// <inheritdoc/>
    /// <value>
    /// The value of the inner backend. False in a wrapper that overrides a read, because the wrapper might keep the payloads: override this
    /// property if it keeps none.
    /// </value>
    public virtual bool HandsOverPayloads =>
        Inner.HandsOverPayloads
        && !IsOverridden(GetAsync) && !IsOverridden(GetWithTimeToLiveAsync) && !IsOverridden(GetManyAsync) && !IsOverridden(GetManyWithTimeToLiveAsync);

    /// <inheritdoc/>
    public virtual TCapability? FindCapability<TCapability>()
        where TCapability : class
    {
        TCapability? inner = Inner.FindCapability<TCapability>();
        if (this is not TCapability own)
            return inner;
        if (typeof(TCapability) == typeof(IValueBackend) && !ForwardsValues)
            return null;
        if (typeof(TCapability) == typeof(IBatchBackend) && BatchBypassesOverrides)
            return null;
        if (typeof(TCapability) == typeof(IRentingBackend) && IsOverridden(GetAsync) && !IsOverridden(GetRentedAsync))
            return null;

        bool isForwarded = typeof(TCapability).IsAssignableFrom(typeof(DelegatingBackend));
        return isForwarded && inner is null ? null : own;
    }

    /// <inheritdoc/>
    public virtual ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        Inner.GetWithTimeToLiveAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        Inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IMemoryOwner<byte>?> GetRentedAsync(string key, CancellationToken cancellationToken = default) =>
        Require(_renting).GetRentedAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Inner.SetAsync(key, payload, timeToLive, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        Inner.RemoveAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
        Inner.ClearAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> AddAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Require(_conditional).AddAsync(key, payload, timeToLive, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive,
        CancellationToken cancellationToken = default) =>
        Require(_conditional).ReplaceAsync(key, expected, payload, timeToLive, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<BatchReply<ReadOnlyMemory<byte>?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        Require(_batch).GetManyAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        Require(_batch).GetManyWithTimeToLiveAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        Require(_batch).SetManyAsync(entries, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<BatchReply<bool>> AddManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        Require(_batch).AddManyAsync(entries, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        Require(_batch).RemoveManyAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<StoredKey> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        Require(_listing).ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<KeyPage> ListPageAsync(string prefix, string? cursor, int size, CancellationToken cancellationToken = default) =>
        Require(_paged).ListPageAsync(prefix, cursor, size, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        Require(_notifying).PublishAsync(channel, message, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted = null,
        CancellationToken cancellationToken = default) =>
        Require(_notifying).SubscribeAsync(channel, onMessage, onInterrupted, cancellationToken);

    /// <inheritdoc/>
    public virtual void UseLoggers(ILoggerFactory loggerFactory) => Require(_logging).UseLoggers(loggerFactory);

    /// <inheritdoc/>
    public virtual BackendMeasurement Measure() => Require(_measured).Measure();

    /// <inheritdoc/>
    public virtual CachedValue? GetValue(ReadOnlySpan<char> key) => Require(_values).GetValue(key);

    /// <inheritdoc/>
    /// <remarks>In a wrapper that overrides the call for a whole key, that override is called.</remarks>
    public virtual CachedValue? GetValue(ReadOnlySpan<char> head, ReadOnlySpan<char> rest) =>
        (_overridesGetValue ??= new(IsOverridden((Func<ReadOnlySpan<char>, CachedValue?>)GetValue))).Value
            ? ComposedKey.Read(this, head, rest)
            : Require(_values).GetValue(head, rest);

    /// <inheritdoc/>
    public virtual CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive) =>
        Require(_values).GetValue(key, out timeToLive);

    /// <inheritdoc/>
    public virtual CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket) =>
        Require(_values).GetValueWithTicket(key, out ticket);

    /// <inheritdoc/>
    public virtual bool IsHeld(in ValueTicket ticket) => Require(_values).IsHeld(ticket);

    /// <inheritdoc/>
    public virtual int CountHeld(ReadOnlySpan<ValueTicket> tickets) => Require(_values).CountHeld(tickets);

    /// <inheritdoc/>
    public virtual long ObsoletingChanges => _values?.ObsoletingChanges ?? 0;

    /// <inheritdoc/>
    public virtual void SetValue(string key, CachedValue value, TimeSpan? timeToLive) =>
        Require(_values).SetValue(key, value, timeToLive);

    /// <inheritdoc/>
    public virtual bool ReplaceValue(string key, CachedValue? expected, CachedValue value, TimeSpan? timeToLive) =>
        Require(_values).ReplaceValue(key, expected, value, timeToLive);

    // Whether a call for many keys would pass by the override of a call for one key.
    private bool BatchBypassesOverrides =>
        (IsOverridden(GetAsync) && !IsOverridden(GetManyAsync))
        || (IsOverridden(GetWithTimeToLiveAsync) && !IsOverridden(GetManyWithTimeToLiveAsync))
        || (IsOverridden(SetAsync) && !IsOverridden(SetManyAsync))
        || (IsOverridden(AddAsync) && !IsOverridden(AddManyAsync))
        || (IsOverridden(RemoveAsync) && !IsOverridden(RemoveManyAsync));

    private static bool IsOverridden(Delegate call) => call.Method.DeclaringType != typeof(DelegatingBackend);

    private TCapability Require<TCapability>(TCapability? capability)
        where TCapability : class, ICacheBackend =>
        capability ?? throw Capabilities.Missing<TCapability>(Inner);
}
