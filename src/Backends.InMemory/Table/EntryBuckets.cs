using System.Buffers.Binary;
using System.Numerics;

namespace CacheKit;

// A hash table with linear hashing: it grows and shrinks by a few buckets at a time, so that no call has to move all entries. The buckets
// are arrays of a few kilobytes. Writers hold the lock of the part. Readers take no lock: if a reader finds nothing while buckets are split
// or joined, it searches again under the lock.
internal sealed class EntryBuckets
{
    // After the last hash in the order of the reversed bits.
    public const ulong End = 1UL << 32;

    private const int PieceBits = 8;
    private const int PieceSize = 1 << PieceBits;
    private const int LeastBuckets = 16;

    // With one bucket for each entry, every second lookup would read another entry of its bucket first, and wait for that memory.
    private const int BucketsPerEntry = 2;

    // The number of buckets that are split or joined at a time, to share the cost of the two interlocked operations.
    private const int BucketsPerMove = 16;

    private Chain[]?[] _pieces = [new Chain[PieceSize]];
    private int _buckets = LeastBuckets;

    // Odd while entries move.
    private int _moves;

    public int Count { get; private set; }

    public int Buckets => Volatile.Read(ref _buckets);

    // While the buckets are enumerated in order, none is joined with an earlier one, which would hide its entries.
    public bool IsEnumerated { get; set; }

    // False if an entry may have been missed, or if the found entry was dropped meanwhile.
    public bool TryFind(ReadOnlySpan<char> key, int hash, out MemoryEntry? found, out CachedValue? value) =>
        TryFind(key, default, hash, out found, out value);

    // Finds a key of two parts.
    public bool TryFind(ReadOnlySpan<char> key, ReadOnlySpan<char> rest, int hash, out MemoryEntry? found, out CachedValue? value)
    {
        int moves = Volatile.Read(ref _moves);
        found = Find(key, rest, hash);
        value = found?.Value;
        return found is null
            ? (moves & 1) == 0 && Volatile.Read(ref _moves) == moves
            : value is not null;
    }

    public MemoryEntry? Find(ReadOnlySpan<char> key, ReadOnlySpan<char> rest, int hash)
    {
        int bucket = IndexOf(hash, Volatile.Read(ref _buckets));
        Chain[]? piece = Volatile.Read(ref _pieces)[bucket >> PieceBits];
        MemoryEntry? entry = piece is null ? null : Volatile.Read(ref piece[bucket & (PieceSize - 1)].First);
        while (entry is not null && (entry.Hash != hash || !HasKey(entry, key, rest)))
            entry = Volatile.Read(ref entry.Next);
        return entry;
    }

    public void Add(MemoryEntry entry)
    {
        ref MemoryEntry? head = ref BucketOf(entry.Hash);
        entry.Next = head;
        Volatile.Write(ref head, entry);
        if (++Count * BucketsPerEntry > _buckets)
            Move(grow: true);
    }

    // The new entry takes the place of the old one in the chain, so that no reader misses both.
    public void Replace(MemoryEntry old, MemoryEntry entry)
    {
        entry.Next = old.Next;
        Volatile.Write(ref LinkTo(old), entry);
    }

    public void Remove(MemoryEntry entry)
    {
        Volatile.Write(ref LinkTo(entry), entry.Next);
        Count--;
        Shrink();
    }

    // True if the table may have to shrink further.
    public bool Shrink()
    {
        if (IsEnumerated || Count * BucketsPerEntry >= _buckets / 4 || _buckets == LeastBuckets)
            return false;

        Move(grow: false);
        return true;
    }

    // The first entry of a bucket. The caller holds the lock.
    public MemoryEntry? First(int bucket) => bucket < _buckets ? Bucket(bucket) : null;

    // The bucket of a position in the order of the reversed bits of hashes. Sets the position to the end of the bucket's range.
    public MemoryEntry? FirstAt(ref ulong position)
    {
        uint reversed = (uint)position;
        int bucket = IndexOf((int)Reverse(reversed), _buckets);
        int bits = BitsOf(bucket);
        position = (position >> (32 - bits) << (32 - bits)) + (1UL << (32 - bits));
        return Bucket(bucket);
    }

    // The position of a hash in the order of its reversed bits.
    public static uint Reverse(uint hash)
    {
        hash = ((hash >> 1) & 0x55555555) | ((hash & 0x55555555) << 1);
        hash = ((hash >> 2) & 0x33333333) | ((hash & 0x33333333) << 2);
        hash = ((hash >> 4) & 0x0F0F0F0F) | ((hash & 0x0F0F0F0F) << 4);
        return BinaryPrimitives.ReverseEndianness(hash);
    }

    private static bool HasKey(MemoryEntry entry, ReadOnlySpan<char> key, ReadOnlySpan<char> rest)
    {
        ReadOnlySpan<char> own = entry.Key;
        return own.Length == key.Length + rest.Length && own[..key.Length].SequenceEqual(key) && own[key.Length..].SequenceEqual(rest);
    }

    // How many of the last bits the hashes of a bucket have in common.
    private int BitsOf(int bucket)
    {
        int bits = BitOperations.Log2((uint)_buckets - 1) + 1;
        return (bucket | (1 << (bits - 1))) < _buckets ? bits : bits - 1;
    }

    private static int IndexOf(int hash, int buckets)
    {
        uint mask = uint.MaxValue >> BitOperations.LeadingZeroCount((uint)(buckets - 1));
        uint bucket = (uint)hash & mask;
        return (int)(bucket < (uint)buckets ? bucket : bucket & (mask >> 1));
    }

    private ref MemoryEntry? Bucket(int index) => ref _pieces[index >> PieceBits]![index & (PieceSize - 1)].First;

    private ref MemoryEntry? BucketOf(int hash) => ref Bucket(IndexOf(hash, _buckets));

    private ref MemoryEntry? LinkTo(MemoryEntry entry)
    {
        ref MemoryEntry? link = ref BucketOf(entry.Hash);
        while (link != entry)
            link = ref link!.Next;
        return ref link;
    }

    private void Move(bool grow)
    {
        Interlocked.Increment(ref _moves);
        for (int i = 0; i < BucketsPerMove; i++)
        {
            if (grow)
                Split();
            else if (_buckets > LeastBuckets)
                Join();
        }

        Interlocked.Increment(ref _moves);
    }

    // Adds a bucket, and moves the entries that belong to it. The order of the entries is kept, so that no reader follows the links in a
    // circle.
    private void Split()
    {
        int added = _buckets;
        int half = (int)(BitOperations.RoundUpToPowerOf2((uint)added + 1) >> 1);
        AddPiece(added >> PieceBits);
        ref MemoryEntry? staying = ref Bucket(added - half);
        ref MemoryEntry? moving = ref Bucket(added);
        MemoryEntry? entry = staying;
        uint mask = ((uint)half << 1) - 1;
        while (entry is not null)
        {
            if (((uint)entry.Hash & mask) == (uint)added)
            {
                Volatile.Write(ref moving, entry);
                moving = ref entry.Next;
            }
            else
            {
                Volatile.Write(ref staying, entry);
                staying = ref entry.Next;
            }

            entry = entry.Next;
        }

        Volatile.Write(ref staying, null);
        Volatile.Write(ref moving, null);
        Volatile.Write(ref _buckets, added + 1);
    }

    // Removes the last bucket, and appends its entries to the bucket from which it was split.
    private void Join()
    {
        int removed = _buckets - 1;
        int half = (int)(BitOperations.RoundUpToPowerOf2((uint)removed + 1) >> 1);
        ref MemoryEntry? link = ref Bucket(removed - half);
        while (link is not null)
            link = ref link.Next;
        Volatile.Write(ref link, Bucket(removed));
        Volatile.Write(ref _buckets, removed);
        Bucket(removed) = null;
        if ((removed & (PieceSize - 1)) == 0)
            Volatile.Write(ref _pieces[removed >> PieceBits], null);
    }

    private void AddPiece(int index)
    {
        if (index == _pieces.Length)
        {
            var pieces = new Chain[]?[index * 2];
            _pieces.CopyTo(pieces, 0);
            Volatile.Write(ref _pieces, pieces);
        }

        _pieces[index] ??= new Chain[PieceSize];
    }

    // A structure, because each reference to an element of an array of references checks the type of the array.
    private struct Chain
    {
        public MemoryEntry? First;
    }
}
