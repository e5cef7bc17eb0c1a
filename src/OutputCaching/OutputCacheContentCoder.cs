using System.Buffers;

namespace CacheKit;

// Stores the bytes of a response as they are, whatever the coder of the cache is, and keeps those that it reads.
internal sealed class OutputCacheContentCoder : ILosslessCoder, IMemoryCoder
{
    private static readonly OutputCacheContentCoder _instance = new();

    // The transforms of the cache's coder compress and encrypt responses too.
    public static ICoder For(ICoder coder) => coder.PartOf<byte[]>().WithCoder(_ => _instance);

    public bool IsLossless<T>() => true;

    public bool Keeps<T>() => true;

    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        ReadOnlySequence<byte> bytes = ((OutputCacheContent)(object)value!).Bytes;

        // Otherwise the output grows and copies several times.
        output.GetSpan(checked((int)bytes.Length + 1));
        RawBytes.Write(bytes, output);
    }

    public T? Decode<T>(ReadOnlySpan<byte> payload) => Decode<T>(payload.ToArray(), isOwned: true);

    public T? Decode<T>(ReadOnlyMemory<byte> payload, bool isOwned) =>
        (T)(object)new OutputCacheContent(new ReadOnlySequence<byte>(RawBytes.ContentOf(payload)));
}
