using System.Numerics;
using System.Text;

namespace CacheKit.Hosting;

/// <summary>A response payload forged by an attacker who can write to the store and knows the layout and its checksum.</summary>
internal sealed record ForgedResponse
{
    public static readonly KeyValuePair<string, string[]> PlainText = new("Content-Type", ["text/plain"]);

    public int Status { get; init; } = 200;

    public string Reason { get; init; } = "";

    /// <summary>In milliseconds since 1970.</summary>
    public long Created { get; init; } = 1_772_366_400_000;

    /// <summary>In milliseconds from <see cref="Created"/>.</summary>
    public long Lifetime { get; init; } = 60_000;

    public KeyValuePair<string, string[]>[] Headers { get; init; } = [PlainText];

    public string[] Caches { get; init; } = [];

    public KeyValuePair<string, string>[] Vary { get; init; } = [];

    public byte[] Body { get; init; } = "forged"u8.ToArray();

    /// <summary>Returns a response with an additional header.</summary>
    public static ForgedResponse With(string name, params string[] values) => new() { Headers = [PlainText, new(name, values)] };

    public byte[] ToPayload()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write7BitEncodedInt(Status);
        writer.Write(Reason);
        writer.Write(Created);
        writer.Write(Lifetime);
        writer.Write7BitEncodedInt(Headers.Length);
        foreach ((string name, string[] values) in Headers)
        {
            writer.Write(name);
            Write(writer, values);
        }

        if (!Array.Exists(Headers, header => header.Key.Equals("ETag", StringComparison.OrdinalIgnoreCase)))
            writer.Write(new byte[16]);
        Write(writer, Caches);
        writer.Write7BitEncodedInt(Vary.Length);
        foreach ((string name, string value) in Vary)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(Body);
        writer.Flush();
        return Enclose(stream.ToArray());
    }

    /// <summary>Encloses any content with a valid mark, version and checksum.</summary>
    public static byte[] Enclose(byte[] content) => [0xFF, 3, .. BitConverter.GetBytes(ChecksumOf(content)), .. content];

    private static void Write(BinaryWriter writer, string[] values)
    {
        writer.Write7BitEncodedInt(values.Length);
        foreach (string value in values)
            writer.Write(value);
    }

    private static uint ChecksumOf(byte[] content)
    {
        uint checksum = uint.MaxValue;
        foreach (byte one in content)
            checksum = BitOperations.Crc32C(checksum, one);
        return ~checksum;
    }
}
