using System.Buffers;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>Encodes a text with a mark, so that tests see which serializer was used.</summary>
internal sealed class UpperSerializer(string mark) : IHybridCacheSerializer<Upper>
{
    private int _written;

    /// <summary>How many values were encoded.</summary>
    public int Written => _written;

    public Upper Deserialize(ReadOnlySequence<byte> source)
    {
        string text = Encoding.UTF8.GetString(source);
        return text.StartsWith(mark, StringComparison.Ordinal)
            ? new Upper { Text = text[mark.Length..] }
            : throw new FormatException("Another serializer wrote it.");
    }

    public void Serialize(Upper value, IBufferWriter<byte> target)
    {
        Interlocked.Increment(ref _written);
        Encoding.UTF8.GetBytes(mark + value.Text, target);
    }
}
