using System.Globalization;

namespace CacheKit.Payloads.Tests.Fakes;

/// <summary>Payloads that differ from a valid one, as a fault of the store or a forger could make them.</summary>
internal static class Mutations
{
    /// <summary>How many each fuzz test tries: a thousand, or the number in CACHEKIT_FUZZ.</summary>
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("CACHEKIT_FUZZ"), CultureInfo.InvariantCulture, out int count) ? count : 1_000;

    public static IEnumerable<byte[]> Of(params byte[][] valid)
    {
        var random = new Random(1);
        for (int i = 0; i < Count; i++)
            yield return Mutate([.. valid[i % valid.Length]], valid[random.Next(valid.Length)], random);
    }

    private static byte[] Mutate(byte[] payload, byte[] other, Random random)
    {
        for (int changes = random.Next(1, 4); changes > 0 && payload.Length > 0; changes--)
        {
            // The first bytes are the most interesting ones: marks and lengths.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(payload.Length, 20) : payload.Length);
            payload = random.Next(6) switch
            {
                0 => payload[..at],
                1 => [.. payload[..at], .. payload[(at + 1)..]],
                2 => [.. payload[..at], (byte)random.Next(256), .. payload[at..]],
                3 => [.. payload[..at], .. other.Skip(at)],
                _ => Changed(payload, at, random),
            };
        }

        return payload;
    }

    private static byte[] Changed(byte[] payload, int at, Random random)
    {
        payload[at] = random.Next(3) switch
        {
            0 => (byte)(payload[at] ^ (1 << random.Next(8))),
            1 => 0xFF,
            _ => (byte)random.Next(256),
        };
        return payload;
    }
}
