using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CacheKit;

// The binary form of a change:
//
//   origin   8 bytes   the process that made the change; the highest bit marks a set or a replacement, the next one a set
//   kind     1 byte    ChangeKind; sets and replacements use Key
//   length   4 bytes   of the text
//   text     UTF-16, because a key may contain an unpaired surrogate
//
// Numbers are little-endian. An earlier version that does not know the two bits reads a set or a replacement as the removal of a key by
// another process, which drops the same copies. Earlier versions never set the highest bit of an origin, later ones neither of the two.
internal static class ChangeText
{
    private const ulong IsWrite = 1UL << 63;
    private const ulong IsSet = 1UL << 62;
    private const int HeadLength = sizeof(ulong) + 1 + sizeof(int);

    public static ulong NewOrigin() => (ulong)Random.Shared.NextInt64((long)IsSet);

    public static int LengthOf(Change change) => HeadLength + (change.Text.Length * sizeof(char));

    public static void Write(LoggedChange logged, Span<byte> destination)
    {
        (ulong origin, (ChangeKind kind, string text)) = logged;
        (ChangeKind written, ulong bits) = kind switch
        {
            ChangeKind.Replacement => (ChangeKind.Key, IsWrite),
            ChangeKind.Set => (ChangeKind.Key, IsWrite | IsSet),
            _ => (kind, 0UL),
        };
        BinaryPrimitives.WriteUInt64LittleEndian(destination, origin | bits);
        destination[sizeof(ulong)] = (byte)written;
        BinaryPrimitives.WriteInt32LittleEndian(destination[(sizeof(ulong) + 1)..], text.Length * sizeof(char));
        MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(destination[HeadLength..]);
    }

    public static bool TryReadOrigin(ReadOnlySpan<byte> source, out ulong origin)
    {
        bool isRead = BinaryPrimitives.TryReadUInt64LittleEndian(source, out origin);
        if ((origin & IsWrite) != 0)
            origin &= ~(IsWrite | IsSet);
        return isRead;
    }

    // False if the source is not a change; the change is then Everything.
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

        var text = new string(MemoryMarshal.Cast<byte, char>(source.Slice(HeadLength, bytes)));
        ChangeKind kind = KindOf((ChangeKind)source[sizeof(ulong)], BinaryPrimitives.ReadUInt64LittleEndian(source));
        logged = logged with { Change = new Change(kind, text) };
        length = HeadLength + bytes;
        return true;
    }

    private static ChangeKind KindOf(ChangeKind written, ulong bits)
    {
        if (written != ChangeKind.Key || (bits & IsWrite) == 0)
            return written;

        return (bits & IsSet) != 0 ? ChangeKind.Set : ChangeKind.Replacement;
    }
}
