using System.Buffers;
using System.Text;

namespace CacheKit.Core.Tests.Coders;

internal static class Coding
{
    public static byte[] Encode<T>(this ICoder coder, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        coder.Encode(value, output);
        return output.WrittenSpan.ToArray();
    }

    public static string TextOf<T>(this ICoder coder, T value) => Encoding.UTF8.GetString(coder.Encode(value));

    /// <summary>The JSON alone, without the mark of its shape.</summary>
    public static string JsonOf<T>(this ICoder coder, T value) => coder.TextOf(value).TrimEnd(' ', '\t');

    public static T? RoundTrip<T>(this ICoder coder, T value) => coder.Decode<T>(coder.Encode(value));
}
