using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CacheKit;

// The generation of a cache or a namespace: 64 random bits under a key of their own. Entries contain the generation with which they were
// stored, so a new one makes all of them absent in one step. Generations are random and not counted: after the loss of one, the next is
// new, so cleared entries never reappear.
internal sealed class Generation(DistributedStore store, string scope)
{
    /// <summary>The result of a read that found no generation: no entry of the scope is valid.</summary>
    public const ulong None = 0;

    private readonly string _name = StoredName.OfGeneration(scope);
    private readonly Lock _gate = new();
    private Task<ulong>? _creating;

    /// <summary>Reads the generation. Other processes may change it at any time.</summary>
    public async Task<ulong> ReadAsync(CancellationToken cancellationToken)
    {
        byte[]? value = await store.GetAsync(_name, cancellationToken).ConfigureAwait(false);
        return value is not null && StampedEntry.TryRead(value, out StampedEntry entry) ? entry.Stamp : None;
    }

    /// <summary>Reads the generation, and creates it if there is none.</summary>
    public async Task<ulong> CurrentAsync(CancellationToken cancellationToken)
    {
        ulong current = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (current != None)
            return current;

        // Concurrent callers must use one generation.
        Task<ulong> creating;
        lock (_gate)
        {
            if (_creating is null or { IsCompleted: true })
                _creating = CleanContext.Call(() => Task.Run(CreateAsync));
            creating = _creating;
        }

        try
        {
            return await creating.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Abandon(creating);
            throw;
        }
    }

    /// <summary>Stores a new generation, which makes all entries of the previous one absent.</summary>
    public async Task<ulong> ChangeAsync(CancellationToken cancellationToken)
    {
        ulong next = Next();
        var value = new byte[StampedEntry.HeaderLength];
        new StampedEntry(StampedEntry.Never, next, default).WriteHeader(value);
        await store.SetAsync(_name, value, default, timeToLive: null, cancellationToken).ConfigureAwait(false);
        return next;
    }

    // The store may never answer a call. Later writes must not wait for it, so they begin a creation of their own.
    private void Abandon(Task<ulong> creating)
    {
        lock (_gate)
        {
            if (_creating == creating)
                _creating = null;
        }
    }

    private async Task<ulong> CreateAsync()
    {
        ulong current = await ReadAsync(CancellationToken.None).ConfigureAwait(false);
        if (current != None)
            return current;

        // Another process may replace it meanwhile, since the store has no atomic add. Its generation is then the one to use.
        ulong created = await ChangeAsync(CancellationToken.None).ConfigureAwait(false);
        current = await ReadAsync(CancellationToken.None).ConfigureAwait(false);
        return current != None ? current : created;
    }

    private static ulong Next()
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        do
            RandomNumberGenerator.Fill(number);
        while (BinaryPrimitives.ReadUInt64LittleEndian(number) == None);
        return BinaryPrimitives.ReadUInt64LittleEndian(number);
    }
}
