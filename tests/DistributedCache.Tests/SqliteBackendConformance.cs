using CacheKit.Conformance;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging.Abstractions;
using NeoSmart.Caching.Sqlite;

namespace CacheKit.DistributedCache.Tests;

/// <summary>On a database in a file.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class SqliteBackendConformance : BackendConformance
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly List<SqliteCache> _caches = [];

    protected override bool ClearsAnyPrefix => false;

    protected override ValueTask<ICacheBackend> CreateBackendAsync() => new(new DistributedCacheBackend(Open()));

    protected override async ValueTask EndStoreAsync()
    {
        foreach (SqliteCache cache in _caches)
            await cache.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    protected override async ValueTask<bool> PutForeignAsync(string key)
    {
        await Open().SetAsync(StoredName.OfEntry(key), "foreign"u8.ToArray());
        return true;
    }

    private SqliteCache Open()
    {
        var options = new SqliteCacheOptions { CachePath = Path.Combine(_folder.FullName, "cache.db") };

        // Its timer would keep the context of the caller who creates it.
        SqliteCache cache = CleanContext.Call(() => new SqliteCache(options, NullLogger<SqliteCache>.Instance));
        _caches.Add(cache);
        return cache;
    }
}
