using CacheKit.Conformance;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A cache with an entry of a minute, and its source.</summary>
internal abstract class StaleFixture(StoreKind kind) : CacheFixture(kind)
{
    protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    protected static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    protected Source Source { get; } = new();

    protected static CacheEntryOptions Options(StaleOptions stale) => new() { Expiration = Minute, Stale = stale };

    protected Task<string> GetAsync(CacheEntryOptions options, CancellationToken cancellationToken = default) =>
        Cache.GetOrCreateAsync("key", Source.RunAsync, options, cancellationToken).AsTask();

    /// <summary>Reads until a value comes that is computed behind the readers.</summary>
    protected Task UntilAsync(string value, CacheEntryOptions options) =>
        Poll.UntilAsync(async () => await GetAsync(options) == value, description: value);
}
