using System.Numerics;

namespace CacheKit;

// Estimates how often keys were requested recently, in 8 bytes per entry: the count-min sketch of TinyLFU (Einziger, Friedman, Manes,
// 2017), with counters of 4 bits. The four counters of a key are in one block of 64 bytes.
//
//   sketch = pieces of 128 blocks; it grows by one piece at a time, which starts as a copy of the piece that its keys used before
//   block  = 8 words; a key has one counter in each pair of words
//   word   = 16 counters
//
// All counters are halved once in five requests per entry, one word at a time, so that no request has to halve all of them.
internal sealed class FrequencySketch
{
    private const int Most = 15;
    private const int BlockWords = 8;
    private const int PieceBlocks = 128;
    private const int PieceWords = PieceBlocks * BlockWords;
    private const int Rows = 4;
    private const int AdditionsToAge = 5;
    private const ulong HalfMask = 0x7777_7777_7777_7777;

    private readonly List<ulong[]> _pieces = [new ulong[PieceWords]];
    private int _aged;
    private int _additions;

    public void Add(int hash, int times)
    {
        ulong[] piece = PieceOf((uint)hash, out int block);
        uint counters = CountersOf(hash);
        for (int row = 0; row < Rows; row++)
        {
            ref ulong word = ref piece[block + WordOf(counters, row)];
            int shift = ShiftOf(counters, row);
            int count = (int)(word >> shift) & Most;
            word += (ulong)(Math.Min(count + times, Most) - count) << shift;
        }

        for (_additions += times; _additions >= AdditionsToAge; _additions -= AdditionsToAge)
            AgeOne();
    }

    public int CountOf(int hash)
    {
        ulong[] piece = PieceOf((uint)hash, out int block);
        uint counters = CountersOf(hash);
        int least = Most;
        for (int row = 0; row < Rows; row++)
            least = Math.Min(least, (int)(piece[block + WordOf(counters, row)] >> ShiftOf(counters, row)) & Most);
        return least;
    }

    public void GrowTo(int entries)
    {
        if (entries <= _pieces.Count * PieceWords)
            return;

        int half = (int)(BitOperations.RoundUpToPowerOf2((uint)_pieces.Count + 1) >> 1);
        _pieces.Add((ulong[])_pieces[_pieces.Count - half].Clone());
    }

    private void AgeOne()
    {
        if (_aged >= _pieces.Count * PieceWords)
            _aged = 0;
        ref ulong word = ref _pieces[_aged / PieceWords][_aged % PieceWords];
        word = (word >> 1) & HalfMask;
        _aged++;
    }

    private ulong[] PieceOf(uint hash, out int block)
    {
        block = (int)(hash % PieceBlocks) * BlockWords;
        uint index = hash / PieceBlocks;
        uint mask = (uint)BitOperations.RoundUpToPowerOf2((uint)_pieces.Count) - 1;
        uint piece = index & mask;
        return _pieces[(int)(piece < _pieces.Count ? piece : piece & (mask >> 1))];
    }

    // The counters are chosen by mixed bits, because keys of the same block and bucket have the same low bits.
    private static int WordOf(uint counters, int row) => (2 * row) + (int)((counters >> (row * 8)) & 1);

    private static int ShiftOf(uint counters, int row) => (int)((counters >> ((row * 8) + 1)) & 15) * 4;

    private static uint CountersOf(int hash)
    {
        uint mixed = ((uint)hash ^ ((uint)hash >> 16)) * 0x7FEB_352D;
        mixed = (mixed ^ (mixed >> 15)) * 0x846C_A68B;
        return mixed ^ (mixed >> 16);
    }
}
