using System.Buffers;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Coders;

/// <summary>Bytes that a coder or a compression passes on are written at once, so that no output grows, and copies what it has, several times.</summary>
internal sealed class OutputExtensionsTests
{
    // Random bytes are not compressed.
    private static readonly byte[] _bytes = RandomBytes(100_000);
    private static readonly BrotliCompression _compression = new();

    private static readonly TestCaseData[] _writers =
    [
        Case.Of("by JSON's coder", (Action<IBufferWriter<byte>>)(output => new JsonCoder().Encode(_bytes, output))),
        Case.Of("by a binary coder", (Action<IBufferWriter<byte>>)(output => new MarkedCoder("mark").Encode(_bytes, output))),
        Case.Of("before transforms", (Action<IBufferWriter<byte>>)(output => new BytesCoder().Encode(_bytes, output))),
        Case.Of("a sequence", (Action<IBufferWriter<byte>>)(output => RawBytes.Write(new ReadOnlySequence<byte>(_bytes), output))),
        Case.Of("uncompressed", (Action<IBufferWriter<byte>>)(output => _compression.Encode(_bytes, default, output))),
        Case.Of("never compressed", (Action<IBufferWriter<byte>>)(output => _compression.Decode(Uncompressed(), default, output))),
    ];

    [TestCaseSource(nameof(_writers))]
    public void Many_bytes_are_written_at_once(Action<IBufferWriter<byte>> write)
    {
        var output = new AskedOutput();
        write(output);

        Assert.That(output.LargestAsk, Is.GreaterThanOrEqualTo(_bytes.Length));
    }

    private static byte[] Uncompressed()
    {
        var output = new ArrayBufferWriter<byte>();
        _compression.Encode(_bytes, default, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private sealed class AskedOutput : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _output = new();

        public int LargestAsk { get; private set; }

        public void Advance(int count) => _output.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            LargestAsk = Math.Max(LargestAsk, sizeHint);
            return _output.GetMemory(sizeHint);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
