using System.Security.Cryptography;

namespace CacheKit;

// The key that encrypts the payloads with one salt. An AesGcm must not be used by two threads at a time, and creating one takes longer than
// encrypting a kilobyte: there is a free one for each processor, and one more is created where another thread has taken it.
internal sealed class SaltedKey(string name, byte[] header, byte[] key)
{
    public const int TagLength = 16;

    private readonly AesGcm?[] _free = new AesGcm?[Environment.ProcessorCount];
    private long _payloads;

    // Of the key that it is derived from.
    public string Name => name;

    // The first bytes of each payload, up to the salt.
    public ReadOnlySpan<byte> Header => header;

    // False after the limit.
    public bool TryCount(long limit) => Interlocked.Increment(ref _payloads) <= limit;

    public AesGcm Take() => Interlocked.Exchange(ref Place, null) ?? new AesGcm(key, TagLength);

    public void Return(AesGcm cipher) => Interlocked.Exchange(ref Place, cipher)?.Dispose();

    private ref AesGcm? Place => ref _free[(uint)Thread.GetCurrentProcessorId() % (uint)_free.Length];
}
