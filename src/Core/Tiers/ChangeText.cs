using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CacheKit;

// How a change is written:
//
//   origin   8 bytes   who has made it; the highest bit is set of a replacement
//   kind     1 byte    of a replacement that of a key
//   length   4 bytes   of the text
//   text     UTF-16: a key may hold half a character
//
// Numbers have their lowest byte first. No origin has the highest bit by itself. A version that does not know it takes a replacement for the change
// of a key by somebody else, which drops no less.
internal static class ChangeText
{
    private const ulong IsReplacement = 1UL << 63;
    private const int HeadLength = sizeof(ulong) + 1 + sizeof(int);

    public static ulong NewOrigin() => (ulong)Random.Shared.NextInt64();

    public static int LengthOf(Change change) => HeadLength + (change.Text.Length * sizeof(char));

    public static void Write(LoggedChange logged, Span<byte> destination)
    {
        (ulong origin, (ChangeKind kind, string text)) = logged;
        bool isReplacement = kind == ChangeKind.Replacement;
        BinaryPrimitives.WriteUInt64LittleEndian(destination, isReplacement ? origin | IsReplacement : origin);
        destination[sizeof(ulong)] = (byte)(isReplacement ? ChangeKind.Key : kind);
        BinaryPrimitives.WriteInt32LittleEndian(destination[(sizeof(ulong) + 1)..], text.Length * sizeof(char));
        MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(destination[HeadLength..]);
    }

    public static bool TryReadOrigin(ReadOnlySpan<byte> source, out ulong origin)
    {
        bool isRead = BinaryPrimitives.TryReadUInt64LittleEndian(source, out origin);
        origin &= ~IsReplacement;
        return isRead;
    }

    // False for what is no change; then of everything.
    public static bool TryRead(ReadOnlySpan<byte> source, out LoggedChange logged, out int length)
    {
        length = 0;
        bool hasOrigin = TryReadOrigin(source, out ulong origin);
        logged = new LoggedChange(origin, Change.Everything);
        if (!hasOrigin || source.Length < HeadLength || source[sizeof(ulong)] is < (byte)ChangeKind.Key or > (byte)ChangeKind.Everything)
            return false;

        int bytes = BinaryPrimitives.ReadInt32LittleEndian(source[(sizeof(ulong) + 1)..]);
        if (bytes < 0 || bytes % sizeof(char) != 0 || bytes > source.Length - HeadLength)
            return false;

        var kind = (ChangeKind)source[sizeof(ulong)];
        if (kind == ChangeKind.Key && BinaryPrimitives.ReadUInt64LittleEndian(source) != origin)
            kind = ChangeKind.Replacement;
        logged = logged with { Change = new Change(kind, new string(MemoryMarshal.Cast<byte, char>(source.Slice(HeadLength, bytes)))) };
        length = HeadLength + bytes;
        return true;
    }
}
