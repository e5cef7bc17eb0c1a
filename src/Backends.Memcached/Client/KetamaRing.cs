using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit;

// Consistent hashing as in libmemcached with MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED and equal weights, so that other clients find a key on the
// same server:
//
//   the names of a server's points  "host-0", "host-1" ... for port 11211, "host:port-0" ... for others, "path:0-0" ... for a Unix socket
//   its points                      the four little-endian numbers of each name's MD5
//   the number of a key             the first of the four numbers of its MD5
//   the server of a key             the owner of the first point at or above the number, or of the first point of all
internal sealed class KetamaRing
{
    private const int PointsPerServer = 160;
    private const int PointsPerName = 4;

    private readonly uint[] _points;
    private readonly int[] _servers;

    public KetamaRing(IReadOnlyList<ServerAddress> servers)
    {
        int namesPerServer = NamesPerServer(servers.Count);
        var points = new List<(uint Point, int Server)>(servers.Count * PointsPerServer);
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        for (var server = 0; server < servers.Count; server++)
        {
            for (var name = 0; name < namesPerServer; name++)
            {
                Digest(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{NameOf(servers[server])}-{name}")), digest);
                for (var number = 0; number < PointsPerName; number++)
                    points.Add((BinaryPrimitives.ReadUInt32LittleEndian(digest[(number * sizeof(uint))..]), server));
            }
        }

        points.Sort();
        _points = [.. points.Select(point => point.Point)];
        _servers = [.. points.Select(point => point.Server)];
    }

    public int Find(ReadOnlySpan<byte> key)
    {
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        Digest(key, digest);
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(digest);

        // Of equal points the first one counts, which a standard binary search does not guarantee.
        int low = 0;
        int high = _points.Length;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (_points[middle] < number)
                low = middle + 1;
            else
                high = middle;
        }

        return _servers[low == _points.Length ? 0 : low];
    }

    // Single precision, as in libmemcached: with 25 servers it gives 39 names, not 40.
    private static int NamesPerServer(int servers)
    {
        float share = 1.0f / servers;
        float names = share * PointsPerServer / PointsPerName * servers;
        return (int)MathF.Floor((float)(names + 0.0000000001));
    }

    private static string NameOf(ServerAddress server) => server.Port == ServerAddress.DefaultPort
        ? server.Host
        : string.Create(CultureInfo.InvariantCulture, $"{server.Host}:{server.Port}");

    // MD5 is required for compatibility and protects no secret.
#pragma warning disable CA5351
    private static void Digest(ReadOnlySpan<byte> text, Span<byte> digest) => MD5.HashData(text, digest);
#pragma warning restore CA5351
}
