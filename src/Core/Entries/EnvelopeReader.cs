using System.Buffers.Binary;
using System.Text;

namespace CacheKit;

// Reads the parts of an envelope in order. After the end of the data IsTruncated is true, and further reads return empty values.
internal struct EnvelopeReader(ReadOnlyMemory<byte> envelope)
{
    public ReadOnlyMemory<byte> Remaining { get; private set; } = envelope;

    public bool IsTruncated { get; private set; }

    public byte ReadByte() => Take(sizeof(byte)) is [byte number] ? number : default;

    public int ReadInt32() => Take(sizeof(int)) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    public long ReadInt64() => Take(sizeof(long)) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    public string ReadText() =>
        Take(sizeof(ushort)) is { IsEmpty: false } length ? Encoding.UTF8.GetString(Take(BinaryPrimitives.ReadUInt16LittleEndian(length))) : "";

    private ReadOnlySpan<byte> Take(int length)
    {
        if (IsTruncated || Remaining.Length < length)
        {
            IsTruncated = true;
            return [];
        }

        ReadOnlySpan<byte> taken = Remaining.Span[..length];
        Remaining = Remaining[length..];
        return taken;
    }
}
