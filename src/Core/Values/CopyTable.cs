using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CacheKit;

// The objects of a graph, in the order in which they were found, so that a pass can use them as its queue. They are found by reference. The
// memory is rented.
internal sealed class CopyTable(int expected = 0)
{
    // So few objects are compared one by one, because the first hash of an object takes longer than that.
    private const int MostUnhashed = 16;

    private CopiedObject[] _objects = ArrayPool<CopiedObject>.Shared.Rent(Math.Max(expected, MostUnhashed));
    private int[] _buckets = [];

    // 0 while the objects are not hashed.
    private int _mask;

    public int Count { get; private set; }

    public CopiedObject this[int index] => _objects[index];

    // The copy of an object; null if the object has none.
    public object? Find(object source) => NumberOf(source, out _) is var number and > 0 ? _objects[number - 1].Copy : null;

    // Adds an object without a copy. False if it was added before.
    public bool TryAdd(object source)
    {
        if (NumberOf(source, out int hash) > 0)
            return false;

        Append(source, hash);
        return true;
    }

    public void Add(object source, object copy, TypeCopier copier, int depth)
    {
        ref CopiedObject added = ref Append(source, _mask > 0 ? RuntimeHelpers.GetHashCode(source) : 0);
        added.Copy = copy;
        added.Copier = copier;
        added.Depth = depth;
    }

    // Gives the memory back. The table is empty afterwards.
    public void Release()
    {
        Return(_objects, Count);
        _objects = [];
        Count = 0;
        ReturnBuckets();
    }

    // From 1; 0 if there is no such object.
    private int NumberOf(object source, out int hash)
    {
        int number = Count;
        hash = 0;
        if (_mask == 0)
        {
            while (number > 0 && !ReferenceEquals(_objects[number - 1].Source, source))
                number--;
            return number;
        }

        hash = RuntimeHelpers.GetHashCode(source);
        number = _buckets[hash & _mask];
        while (number > 0 && !ReferenceEquals(_objects[number - 1].Source, source))
            number = _objects[number - 1].Next;
        return number;
    }

    private ref CopiedObject Append(object source, int hash)
    {
        if (Count == _objects.Length)
            Grow();
        ref CopiedObject added = ref _objects[Count++];
        added.Source = source;
        if (_mask > 0)
            Link(Count, hash);
        else if (Count == MostUnhashed)
            LinkAll();
        return ref added;
    }

    private void Link(int number, int hash)
    {
        ref int bucket = ref _buckets[hash & _mask];
        _objects[number - 1].Next = bucket;
        bucket = number;
    }

    private void LinkAll()
    {
        int buckets = (int)BitOperations.RoundUpToPowerOf2((uint)_objects.Length);
        ReturnBuckets();
        _buckets = ArrayPool<int>.Shared.Rent(buckets);
        _mask = buckets - 1;
        Array.Clear(_buckets, 0, buckets);
        for (int number = 1; number <= Count; number++)
            Link(number, RuntimeHelpers.GetHashCode(_objects[number - 1].Source));
    }

    private void Grow()
    {
        CopiedObject[] objects = ArrayPool<CopiedObject>.Shared.Rent(2 * Count);
        Array.Copy(_objects, objects, Count);
        Return(_objects, Count);
        _objects = objects;
        if (_mask > 0)
            LinkAll();
    }

    // The objects must not be kept alive by the pool.
    private static void Return(CopiedObject[] objects, int count)
    {
        Array.Clear(objects, 0, count);
        ArrayPool<CopiedObject>.Shared.Return(objects);
    }

    private void ReturnBuckets()
    {
        if (_mask > 0)
            ArrayPool<int>.Shared.Return(_buckets);
        _buckets = [];
        _mask = 0;
    }
}
