using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CacheKit;

// How a change is written:
//
//   kind     1 byte
//   length   4 bytes   of the text
//   text     UTF-16: a key may hold half a character
//
// Numbers have their lowest byte first.
internal static class ChangeText
{
    private const int HeadLength = 1 + sizeof(int);

    public static int LengthOf(Change change) => HeadLength + (change.Text.Length * sizeof(char));

    public static void Write(Change change, Span<byte> destination)
    {
        destination[0] = (byte)change.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(destination[1..], change.Text.Length * sizeof(char));
        MemoryMarshal.AsBytes(change.Text.AsSpan()).CopyTo(destination[HeadLength..]);
    }

    // False for what is no change; then of everything.
    public static bool TryRead(ReadOnlySpan<byte> source, out Change change, out int length)
    {
        change = Change.Everything;
        length = 0;
        if (source.Length < HeadLength || source[0] is < (byte)ChangeKind.Key or > (byte)ChangeKind.Everything)
            return false;

        int bytes = BinaryPrimitives.ReadInt32LittleEndian(source[1..]);
        if (bytes < 0 || bytes % sizeof(char) != 0 || bytes > source.Length - HeadLength)
            return false;

        change = new Change((ChangeKind)source[0], new string(MemoryMarshal.Cast<byte, char>(source.Slice(HeadLength, bytes))));
        length = HeadLength + bytes;
        return true;
    }
}
