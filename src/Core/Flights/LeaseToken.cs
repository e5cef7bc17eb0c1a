using System.Security.Cryptography;

namespace CacheKit;

// The payload of a lease: random bytes that identify its owner.
internal static class LeaseToken
{
    private const int Length = 16;

    public static byte[] New() => RandomNumberGenerator.GetBytes(Length);

    public static bool IsToken(ReadOnlySpan<byte> payload) => payload.Length == Length;
}
