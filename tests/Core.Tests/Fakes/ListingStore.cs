using System.Runtime.CompilerServices;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store outside the process that lists its keys, but not by pages.</summary>
internal sealed class ListingStore(TimeProvider? time = null) : RecordingBackend(time), IListingBackend
{
    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (string key in Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (await GetWithTimeToLiveAsync(key, cancellationToken) is { } entry)
                yield return new StoredKey(key, entry.TimeToLive, entry.Payload.Length);
        }
    }
}
