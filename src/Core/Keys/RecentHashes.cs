using System.Numerics;
using System.Runtime.InteropServices;

namespace CacheKit;

// The hashes of texts that are hashed again and again, because SHA-256 takes longer than the rest of a hit in memory. A text is kept when its
// checksum is the last one of its place, so that texts that are hashed once cost nothing. It is compared as a whole: other texts with the same
// checksum can be made.
internal sealed class RecentHashes
{
    // All together take at most 4 MB.
    private const int Places = 512;
    private const int MaxLength = 4096;

    private readonly HashedText?[] _places = new HashedText?[Places];
    private readonly uint[] _lastChecksums = new uint[Places];

    public bool TryCopy(ReadOnlySpan<char> text, Span<char> hash, out uint checksum)
    {
        checksum = ChecksumOf(text);
        if (Volatile.Read(ref _places[checksum % Places]) is not { } kept || !text.SequenceEqual(kept.Text))
            return false;

        kept.Hash.CopyTo(hash);
        return true;
    }

    public void Add(ReadOnlySpan<char> text, uint checksum, ReadOnlySpan<char> hash)
    {
        ref uint last = ref _lastChecksums[checksum % Places];
        if (last == checksum && text.Length <= MaxLength)
            Volatile.Write(ref _places[checksum % Places], new HashedText(text.ToString(), hash.ToString()));
        last = checksum;
    }

    // Three checksums at once, because each step of one waits for its last step.
    private static uint ChecksumOf(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<char, ulong>(text);
        (uint first, uint second, uint third) = (0, 1, 2);
        int i = 0;
        for (; i + 2 < words.Length; i += 3)
        {
            first = BitOperations.Crc32C(first, words[i]);
            second = BitOperations.Crc32C(second, words[i + 1]);
            third = BitOperations.Crc32C(third, words[i + 2]);
        }

        for (; i < words.Length; i++)
            first = BitOperations.Crc32C(first, words[i]);
        foreach (char rest in text[(words.Length * sizeof(ulong) / sizeof(char))..])
            first = BitOperations.Crc32C(first, rest);
        return BitOperations.Crc32C(first, ((ulong)second << 32) | third);
    }

    // An object, so that it changes as a whole.
    private sealed record HashedText(string Text, string Hash);
}
