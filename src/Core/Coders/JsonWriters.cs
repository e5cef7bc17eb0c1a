using System.Buffers;
using System.Text.Json;

namespace CacheKit;

// The writers of a coder. Each thread keeps the one that it has used last, because a writer takes more memory than a short payload.
internal static class JsonWriters
{
    [ThreadStatic]
    private static Utf8JsonWriter? _free;

    // Of which coder the free writer is: the options of a writer can't be changed.
    [ThreadStatic]
    private static object? _owner;

    public static Utf8JsonWriter Rent(object owner, IBufferWriter<byte> output, JsonWriterOptions options)
    {
        if (_owner != owner || _free is not { } writer)
            return new Utf8JsonWriter(output, options);

        _free = null;
        writer.Reset(output);
        return writer;
    }

    // After a failure a writer is not returned. One that is returned does not keep its output alive.
    public static void Return(object owner, Utf8JsonWriter writer)
    {
        writer.Reset(NoOutput.Instance);
        (_owner, _free) = (owner, writer);
    }

    private sealed class NoOutput : IBufferWriter<byte>
    {
        public static readonly NoOutput Instance = new();

        public void Advance(int count) => throw new InvalidOperationException("The writer is not in use.");

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidOperationException("The writer is not in use.");

        public Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidOperationException("The writer is not in use.");
    }
}
