using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace CacheKit;

// The generation of a cache or a namespace: 64 random bits under a key of their own, in base64url. The keys of entries hold it, so
// another number makes all of them unreachable at once. It is never counted up and never put back: one that was lost is followed by
// one that never was, so what was cleared stays cleared.
internal sealed class Generation(IMemcachedClient client, byte[] key)
{
    private const int Attempts = 3;

    private readonly ISharedGet _get = client.Share(key);
    private ulong _last;

    /// <summary>The number this process saw last; 0: none yet. Others may have changed it.</summary>
    public ulong Last => Volatile.Read(ref _last);

    /// <summary>Begins to read it.</summary>
    public Task<MemcachedItem> ReadAsync() => _get.ReadAsync();

    /// <summary>The number that was read. Where there is none, one is made.</summary>
    public async ValueTask<ulong> CurrentAsync(Task<MemcachedItem> reading, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            MemcachedItem item = await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (TryRead(item, out ulong current))
                return current;

            // Of all processes that find none, one adds. What is there and is no generation is replaced.
            await StoreAsync(Next(), add: item.Value is null, cancellationToken).ConfigureAwait(false);
            reading = ReadAsync();
        }

        throw new StoreRefusedException(
            MemcachedRefusals.OutOfMemory, isTransient: true, "Memcached does not keep the generation of a namespace: it may be out of memory.");
    }

    /// <summary>The number that was read, where there is one.</summary>
    public bool TryRead(in MemcachedItem item, out ulong current)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        current = 0;
        if (!Base64Url.IsValid(item.Value, out int length) || length != sizeof(ulong) || !Base64Url.TryDecodeFromUtf8(item.Value, number, out _))
            return false;

        current = BinaryPrimitives.ReadUInt64LittleEndian(number);
        if (current != Last)
            Volatile.Write(ref _last, current);
        return true;
    }

    /// <summary>Puts another number in its place: everything stored under the one before is gone.</summary>
    public async ValueTask ChangeAsync(CancellationToken cancellationToken)
    {
        ulong next = Next();
        await StoreAsync(next, add: false, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _last, next);
    }

    private async ValueTask StoreAsync(ulong generation, bool add, CancellationToken cancellationToken)
    {
        var number = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, generation);
        await client.SetAsync(key, Encode(number), default, timeToLive: null, add, cancellationToken).ConfigureAwait(false);
    }

    private static byte[] Encode(byte[] number)
    {
        var text = new byte[Base64Url.GetEncodedLength(number.Length)];
        Base64Url.EncodeToUtf8(number, text);
        return text;
    }

    private static ulong Next()
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        do
            RandomNumberGenerator.Fill(number);
        while (number.IndexOfAnyExcept((byte)0) < 0);
        return BinaryPrimitives.ReadUInt64LittleEndian(number);
    }
}
