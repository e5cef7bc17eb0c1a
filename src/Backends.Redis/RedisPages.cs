using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace CacheKit;

// Lists keys page by page, each with one SCAN. A cursor of SCAN is valid only on the server that gave it, so the cursor of a page names
// the server. After a failover the listing must begin again.
//
//   cursor = scan "." pattern "." primary     scan: decimal; pattern: its number among those of the prefix; primary: the hash of its name
internal static class RedisPages
{
    private const int HashLength = 12;

    public static async Task<KeyPage> ListAsync(IDatabase database, string prefix, string? cursor, int size, CancellationToken cancellationToken)
    {
        RedisValue[] patterns = [.. RedisKeyEncoding.PatternsOf(prefix)];
        (ulong scan, int pattern, string? name) = cursor is null ? (0, 0, null) : Parse(cursor, patterns.Length);
        SortedList<string, IServer> primaries =
            await PrimariesOfAsync(database.Multiplexer, reads: name is null).WaitAsync(cancellationToken).ConfigureAwait(false);
        name ??= primaries.Keys[0];
        if (!primaries.TryGetValue(name, out IServer? primary))
            throw new FormatException("The cursor belongs to a Redis server that is no primary any more. Begin the listing again, without a cursor.");

        (scan, RedisKey[] keys) = await RedisSweep.ScanAsync(primary, database.Database, scan, patterns[pattern], size)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        StoredKey[] page = await RedisSweep.DescribeAsync(database, keys, prefix).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (scan == 0 && ++pattern == patterns.Length)
        {
            primaries = await PrimariesOfAsync(database.Multiplexer, reads: true).WaitAsync(cancellationToken).ConfigureAwait(false);
            (pattern, name) = (0, primaries.Keys.FirstOrDefault(other => string.CompareOrdinal(other, name) > 0));
        }

        return new KeyPage(page, name is null ? null : string.Create(CultureInfo.InvariantCulture, $"{scan}.{pattern}.{name}"));
    }

    private static (ulong Scan, int Pattern, string Primary) Parse(string cursor, int patterns)
    {
        string[] parts = cursor.Split('.');
        return parts is [var first, var second, { Length: HashLength } primary]
            && ulong.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out ulong scan)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int pattern)
            && pattern < patterns
            ? (scan, pattern, primary)
            : throw new FormatException($"\"{cursor}\" is not a cursor of {nameof(RedisBackend)} for this prefix. Begin the listing again, without a cursor.");
    }

    // By the hashes of their names, in the same order for every page.
    private static async Task<SortedList<string, IServer>> PrimariesOfAsync(IConnectionMultiplexer connection, bool reads)
    {
        var primaries = new SortedList<string, IServer>(StringComparer.Ordinal);
        foreach ((string name, IServer server) in await RedisSweep.PrimariesOfAsync(connection, reads).ConfigureAwait(false))
            primaries[HashOf(name)] = server;
        return primaries;
    }

    private static string HashOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLength];
}
