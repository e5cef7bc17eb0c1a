using System.Buffers.Binary;
using System.Text;

namespace CacheKit;

// Writes the parts of an envelope in order into a buffer of sufficient size.
internal ref struct EnvelopeWriter(Span<byte> buffer)
{
    private Span<byte> _rest = buffer;

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_rest);
        _rest = _rest[bytes.Length..];
    }

    public void Write(byte number)
    {
        _rest[0] = number;
        _rest = _rest[1..];
    }

    public void Write(int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_rest, number);
        _rest = _rest[sizeof(int)..];
    }

    public void Write(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_rest, number);
        _rest = _rest[sizeof(long)..];
    }

    public void Write(string text)
    {
        int length = Encoding.UTF8.GetBytes(text, _rest[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(_rest, checked((ushort)length));
        _rest = _rest[(sizeof(ushort) + length)..];
    }
}
