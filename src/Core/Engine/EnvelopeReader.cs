using System.Buffers.Binary;
using System.Text;

namespace CacheKit;

// Reads the parts of an envelope one after another. Where it ends too early it is broken, and what is read from there on is empty.
internal struct EnvelopeReader(ReadOnlyMemory<byte> envelope)
{
    public ReadOnlyMemory<byte> Left { get; private set; } = envelope;

    public bool IsBroken { get; private set; }

    public byte ReadByte() => Take(sizeof(byte)) is [byte number] ? number : default;

    public int ReadInt32() => Take(sizeof(int)) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    public long ReadInt64() => Take(sizeof(long)) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    public string ReadText() =>
        Take(sizeof(ushort)) is { IsEmpty: false } length ? Encoding.UTF8.GetString(Take(BinaryPrimitives.ReadUInt16LittleEndian(length))) : "";

    private ReadOnlySpan<byte> Take(int length)
    {
        if (IsBroken || Left.Length < length)
        {
            IsBroken = true;
            return [];
        }

        ReadOnlySpan<byte> taken = Left.Span[..length];
        Left = Left[length..];
        return taken;
    }
}
