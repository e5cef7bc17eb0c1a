using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace CacheKit;

// The generation of a cache or a namespace: 64 random bits in base64url, stored under a separate key. The keys of entries contain it, so a
// new generation makes all entries unreachable in one step. Generations are random and not counted: after the loss of one, the next is new,
// so cleared entries never reappear.
internal sealed class Generation(IMemcachedClient client, byte[] key)
{
    private const int Attempts = 3;

    private readonly ISharedGet _get = client.Share(key);
    private ulong _last;

    /// <summary>The generation that this process read last; 0: none yet. Other processes may have changed it.</summary>
    public ulong Last => Volatile.Read(ref _last);

    /// <summary>Queues a read of the generation. <see cref="Send"/> must follow.</summary>
    public SharedRequest Read() => _get.Read();

    /// <summary>Sends the read, if it was not sent with a later command.</summary>
    public void Send() => _get.Send();

    /// <summary>Returns the generation that was read, and creates one if it is missing.</summary>
    public async ValueTask<ulong> CurrentAsync(SharedRequest reading, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            MemcachedItem item = await reading.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (TryRead(item, out ulong current))
                return current;

            // If several processes find none, one of them adds it. A value that is not a generation is overwritten.
            await StoreAsync(Next(), add: item.Value is null, cancellationToken).ConfigureAwait(false);
            reading = Read();
            Send();
        }

        throw new StoreRefusedException(
            MemcachedRefusals.OutOfMemory,
            isTransient: true,
            "Memcached dropped the generation of a namespace immediately. It may be out of memory: give it more (memcached -m).");
    }

    /// <summary>Returns whether a generation was read.</summary>
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

    /// <summary>Stores a new generation, which makes all entries of the previous one unreachable.</summary>
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
