using System.Buffers.Binary;
using System.Text;

namespace CacheKit;

// What is stored of an entry with tags: the payload, after the marks of its tags.
//
//   magic        4 bytes    0xFF "tag", which no text in UTF-8 begins with
//   count        4 bytes    how many tags
//   for each tag:
//     length     2 bytes    of its key
//     key        UTF-8
//     generation 8 bytes
//   payload                 to the end
//
// Numbers have their lowest byte first. An entry without tags is stored as its payload alone; only one that begins like the magic
// is enclosed too, with no tag. So what is stored is read in one way.
internal static class TagEnvelope
{
    private const int HeadLength = 8;
    private const int MarkLength = sizeof(ushort) + sizeof(ulong);

    private static ReadOnlySpan<byte> Magic => [0xFF, (byte)'t', (byte)'a', (byte)'g'];

    public static bool IsOne(ReadOnlySpan<byte> stored) => stored.StartsWith(Magic);

    // What is stored of a payload without tags.
    public static byte[] Plain(byte[] payload) => IsOne(payload) ? Enclose(payload, []) : payload;

    public static byte[] Enclose(ReadOnlySpan<byte> payload, TagMark[] marks)
    {
        byte[] stored = new byte[HeadLength + marks.Sum(mark => MarkLength + Encoding.UTF8.GetByteCount(mark.Key)) + payload.Length];
        Span<byte> rest = stored;
        Magic.CopyTo(rest);
        BinaryPrimitives.WriteInt32LittleEndian(rest[Magic.Length..], marks.Length);
        rest = rest[HeadLength..];
        foreach (TagMark mark in marks)
        {
            int length = Encoding.UTF8.GetBytes(mark.Key, rest[sizeof(ushort)..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest, checked((ushort)length));
            BinaryPrimitives.WriteUInt64LittleEndian(rest[(sizeof(ushort) + length)..], mark.Generation.Number);
            rest = rest[(MarkLength + length)..];
        }

        payload.CopyTo(rest);
        return stored;
    }

    // False for what begins like an envelope and is none.
    public static bool TryOpen(ReadOnlyMemory<byte> stored, out ReadOnlyMemory<byte> payload, out TagMark[] marks)
    {
        payload = stored;
        marks = [];
        if (!IsOne(stored.Span))
            return true;
        if (stored.Length < HeadLength)
            return false;

        int count = BinaryPrimitives.ReadInt32LittleEndian(stored.Span[Magic.Length..]);
        payload = stored[HeadLength..];
        if (count < 0 || count > payload.Length / MarkLength)
            return false;

        marks = new TagMark[count];
        foreach (ref TagMark mark in marks.AsSpan())
        {
            if (!TryReadMark(ref payload, out mark))
                return false;
        }

        return true;
    }

    private static bool TryReadMark(ref ReadOnlyMemory<byte> rest, out TagMark mark)
    {
        mark = default;
        ReadOnlySpan<byte> bytes = rest.Span;
        if (!BinaryPrimitives.TryReadUInt16LittleEndian(bytes, out ushort length) || bytes.Length < MarkLength + length)
            return false;

        string key = Encoding.UTF8.GetString(bytes.Slice(sizeof(ushort), length));
        mark = new TagMark(key, new TagGeneration(BinaryPrimitives.ReadUInt64LittleEndian(bytes[(sizeof(ushort) + length)..])));
        rest = rest[(MarkLength + length)..];
        return true;
    }
}
