using System.Buffers;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>Encodes texts, and cannot decode or not encode them where a test says so.</summary>
internal sealed class DamagedTextSerializer : IHybridCacheSerializer<string>
{
    public bool FailsToDecode { get; set; }

    public bool FailsToEncode { get; set; }

    public string Deserialize(ReadOnlySequence<byte> source) =>
        FailsToDecode ? throw new FormatException("The payload is damaged.") : Encoding.UTF8.GetString(source);

    public void Serialize(string value, IBufferWriter<byte> target)
    {
        if (FailsToEncode)
            throw new FormatException("The value cannot be encoded.");
        Encoding.UTF8.GetBytes(value, target);
    }
}
