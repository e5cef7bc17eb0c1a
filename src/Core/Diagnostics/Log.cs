using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Key found: {Key}")]
    public static partial void KeyFound(this ILogger logger, string key);

    [LoggerMessage(2, LogLevel.Debug, "Key not found: {Key}")]
    public static partial void KeyNotFound(this ILogger logger, string key);

    [LoggerMessage(3, LogLevel.Debug, "Key added: {Key}")]
    public static partial void KeyAdded(this ILogger logger, string key);

    [LoggerMessage(4, LogLevel.Warning,
        "A value of type {Type} was not stored, because its coder failed: {Reason} Callers still receive it; further values of the type " +
        "are skipped without a warning. Cache a record of what you need instead, or use another coder (docs/entities.md)")]
    public static partial void NotCoded(this ILogger logger, Type type, string reason);

    [LoggerMessage(5, LogLevel.Warning,
        "A payload could not be decoded as {Type}: its entry is treated as missing and will be overwritten")]
    public static partial void NotDecoded(this ILogger logger, Exception exception, Type type);

    [LoggerMessage(6, LogLevel.Warning,
        "{Backend} failed at {Operation}. Until it answers again, reads miss and nothing is stored. Further failures of this outage are " +
        "counted, not logged")]
    public static partial void StoreFailed(this ILogger logger, Exception exception, string backend, string operation);

    [LoggerMessage(7, LogLevel.Information, "{Backend} answers again after {Failures} failed calls")]
    public static partial void StoreRecovered(this ILogger logger, string backend, long failures);

    [LoggerMessage(70, LogLevel.Information, "Using {Backend}. Capabilities: {Present}. Not available: {Absent}")]
    public static partial void StoreDescribed(this ILogger logger, string backend, string present, string absent);

    [LoggerMessage(8, LogLevel.Information, "The global cache on {Old} was replaced by one on {New}")]
    public static partial void GlobalReplaced(this ILogger logger, string old, string @new);

    [LoggerMessage(15, LogLevel.Information, "Invalidation channel lost: until it is restored, L1 copies live at most {Bound}")]
    public static partial void ChannelLost(this ILogger logger, Exception? reason, TimeSpan bound);

    [LoggerMessage(16, LogLevel.Information, "Invalidation channel restored")]
    public static partial void ChannelRestored(this ILogger logger);

    [LoggerMessage(33, LogLevel.Warning,
        "A call of {Function} was not cached, because no key could be built for it. Logged once per function")]
    public static partial void NoKey(this ILogger logger, Exception exception, string function);

    [LoggerMessage(20, LogLevel.Information, "Replayed {Removals} pending removals on {Backend}")]
    public static partial void RemovalsReplayed(this ILogger logger, string backend, int removals);

    [LoggerMessage(21, LogLevel.Warning,
        "More than {Limit} removals are pending for {Backend}: when it answers again, all keys that begin with {Prefix} are cleared " +
        "instead, and those of {Others} further namespaces")]
    public static partial void RemovalsMerged(this ILogger logger, string backend, int limit, string prefix, int others);

    [LoggerMessage(23, LogLevel.Warning,
        "More than {Limit} removals are pending for {Backend}: the oldest {Lost} were given up, so their keys may be found again when it " +
        "answers. Their keys have no namespace that could be cleared instead: let key builders begin with one")]
    public static partial void RemovalsGivenUp(this ILogger logger, string backend, int limit, int lost);

    [LoggerMessage(22, LogLevel.Warning, "{Removals} pending removals for {Backend} were discarded, because the cache was disposed")]
    public static partial void RemovalsDiscarded(this ILogger logger, string backend, int removals);

    [LoggerMessage(40, LogLevel.Warning,
        "A value of type {Type} was not stored, because it does not survive {Coder}: {Member} {Change}. Callers still receive it; " +
        "further values of the type are skipped without a warning. Cache a record of what you need instead, or use another coder " +
        "(docs/entities.md)")]
    public static partial void NotSurviving(this ILogger logger, Type type, Type coder, string member, string change);

    [LoggerMessage(41, LogLevel.Debug, "The coder failed for a value of type {Type}")]
    public static partial void CoderFailed(this ILogger logger, Exception exception, Type type);

    [LoggerMessage(42, LogLevel.Information, "Entries written for another shape of {Type} are treated as missing and will be overwritten")]
    public static partial void OtherShape(this ILogger logger, Type type);

    [LoggerMessage(43, LogLevel.Information,
        "Another version of the application writes another shape of {Type}, or with another coder: its entries are left in place for " +
        "{Pause} at a time")]
    public static partial void LeftToOtherVersion(this ILogger logger, Type type, TimeSpan pause);

    [LoggerMessage(44, LogLevel.Information,
        "Entries of {Type} that another coder or transform has written are treated as missing and will be overwritten")]
    public static partial void OtherCoder(this ILogger logger, Type type);

    [LoggerMessage(45, LogLevel.Warning,
        "{Transform} could not restore the payload of a {Type}: its entry is treated as missing and will be overwritten. Further payloads " +
        "with a failure of this kind are counted, not logged")]
    public static partial void PayloadRefused(this ILogger logger, Exception exception, Type transform, Type type);

    [LoggerMessage(46, LogLevel.Warning,
        "A value of type {Type} was not stored, because its payload has {Length} bytes, and {Setting} allows {MaxPayload}. Callers " +
        "still receive it; further values of the type that are too long are skipped without a warning. Compress the payloads, cache a part of " +
        "the value, or raise the limit")]
    public static partial void PayloadTooLong(this ILogger logger, Type type, int length, string setting, int maxPayload);

    [LoggerMessage(47, LogLevel.Warning,
        "{Hosts} hosts with caches run in this process, and a cached function or CacheManager was called outside of all of them: the " +
        "cache of the latest host is used. Call CacheManager.Use(services) first, with the services of the host whose cache to use")]
    public static partial void CallerOutsideOfHosts(this ILogger logger, int hosts);

    [LoggerMessage(48, LogLevel.Information, "The {Cache} is registered {Count} times: the last registration is used")]
    public static partial void RegistrationReplaced(this ILogger logger, string cache, int count);

    [LoggerMessage(50, LogLevel.Warning, "Background refresh of a {Type} failed")]
    public static partial void RefreshFailed(this ILogger logger, Exception exception, Type type);

    [LoggerMessage(51, LogLevel.Warning,
        "{Function} is refreshed in the foreground: {Reason}. The caller that reads a stale entry, or one that is due for refresh, waits " +
        "for it. Logged once per function")]
    public static partial void NotDetached(this ILogger logger, Exception? exception, string function, string reason);

    [LoggerMessage(52, LogLevel.Warning, "Evictions were not repeated after their transaction")]
    public static partial void NotRepeated(this ILogger logger, Exception exception);

    [LoggerMessage(53, LogLevel.Warning,
        "Evicted between TransactionScope.Complete and Dispose: the eviction is not repeated after the commit. Evict before Complete, or " +
        "after Dispose. Logged once per cache")]
    public static partial void EvictedAfterComplete(this ILogger logger);

    [LoggerMessage(54, LogLevel.Warning,
        "ExceptionExpiration threw an exception, so the exception of the factory is not cached. Logged once per cache")]
    public static partial void ExceptionExpirationFailed(this ILogger logger, Exception exception);

    [LoggerMessage(57, LogLevel.Warning,
        "{Transform} could not restore a stored payload: its entry is treated as missing and will be overwritten. Further payloads with a " +
        "failure of this kind are counted, not logged")]
    public static partial void StoredPayloadRefused(this ILogger logger, Exception exception, Type transform);

    [LoggerMessage(58, LogLevel.Information,
        "Entries that were stored without the transforms of the backend, or with others, are treated as missing and will be overwritten")]
    public static partial void OtherTransforms(this ILogger logger);

    [LoggerMessage(60, LogLevel.Warning,
        "{Backend} refused {Operation}, {Reason}: {Message} {Consequence} Further refusals of this kind are counted, not logged")]
    public static partial void StoreRefuses(
        this ILogger logger, Exception exception, string backend, string operation, string reason, string consequence, string message);

    [LoggerMessage(61, LogLevel.Warning,
        "{Backend} refused {Operation} for now, {Reason}: {Message} Until it accepts the operation again, values are computed and not " +
        "stored. Further refusals of this kind are counted, not logged")]
    public static partial void StoreRefusesForNow(
        this ILogger logger, Exception exception, string backend, string operation, string reason, string message);

    [LoggerMessage(62, LogLevel.Information, "{Backend} accepts {Operation} again after {Refusals} refused calls ({Reason})")]
    public static partial void StoreAcceptsAgain(this ILogger logger, string backend, string operation, long refusals, string reason);

    [LoggerMessage(63, LogLevel.Debug, "Refused at {Operation}, {Reason}: {Key}")]
    public static partial void KeyRefused(this ILogger logger, string operation, string reason, string key);

    [LoggerMessage(64, LogLevel.Warning,
        "The store refuses invalidation messages. Until it allows them, L1 copies live at most {Bound}, and other processes are not " +
        "notified of changes made here. {Message}")]
    public static partial void ChangesRefused(this ILogger logger, Exception exception, TimeSpan bound, string message);

    [LoggerMessage(67, LogLevel.Warning,
        "A background computation exceeded {BackgroundTimeout} while no caller waited for it: it was cancelled, and the value will be " +
        "computed again")]
    public static partial void ComputationAbandoned(this ILogger logger, TimeSpan backgroundTimeout);

    [LoggerMessage(80, LogLevel.Information, "Configuration changed: {Settings} applied")]
    public static partial void ConfigurationApplied(this ILogger logger, string settings);

    [LoggerMessage(81, LogLevel.Warning, "Configuration changed: {Settings} will apply after a restart")]
    public static partial void ConfigurationNeedsRestart(this ILogger logger, string settings);

    [LoggerMessage(82, LogLevel.Warning,
        "The changed section {Section} is wrong. The settings from before the change stay in use: {Reason}")]
    public static partial void ChangedConfigurationIsWrong(this ILogger logger, Exception exception, string section, string reason);

    [LoggerMessage(83, LogLevel.Warning, "A function or an endpoint keeps its settings from before a change of the policies: {Reason}")]
    public static partial void PoliciesRefused(this ILogger logger, Exception exception, string reason);
}
