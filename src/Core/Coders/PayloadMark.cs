using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CacheKit;

/// <summary>
/// The first bytes of a payload, which name the coder or the transform that wrote it: the payload of another one is then a miss, and not a
/// failure. While two versions of an application with different coders share a store, one of them does not overwrite the entries of the
/// other one, as with <see cref="ShapeMismatchException"/>.
/// </summary>
/// <remarks>
/// A mark is the byte 0xFF, which neither JSON nor any other text begins with, the letters "by", and the name, padded with spaces. Choose
/// another name when the format changes.
/// </remarks>
public sealed class PayloadMark
{
    /// <summary>The length of a mark in bytes.</summary>
    public const int Length = 7;

    private const int MaxNameLength = 4;

    private readonly byte[] _bytes = [.. Magic, .. "    "u8];

    /// <summary>Creates a mark.</summary>
    /// <param name="name">One to four ASCII letters or digits, different from those of other coders: "json", "lz4".</param>
    /// <exception cref="ArgumentException">The name is empty, too long, or has other characters.</exception>
    public PayloadMark(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxNameLength || !name.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"\"{name}\" is not the name of a mark: use one to {MaxNameLength} ASCII letters or digits.", nameof(name));

        Name = name;
        Encoding.ASCII.GetBytes(name, _bytes.AsSpan(Magic.Length));
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    private static ReadOnlySpan<byte> Magic => [0xFF, (byte)'b', (byte)'y'];

    /// <summary>Writes the mark, before anything else of the payload.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(_bytes);
    }

    /// <summary>Returns what follows the mark.</summary>
    /// <exception cref="CoderMismatchException">The payload has another mark, or none.</exception>
    public ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> payload) =>
        payload.StartsWith(_bytes) ? payload[Length..] : throw new CoderMismatchException(NumberOf(payload), NumberOf(_bytes));

    internal static bool IsMarked(ReadOnlySpan<byte> payload) => payload.Length >= Length && payload.StartsWith(Magic);

    // For a coder without a mark.
    internal static void ThrowIfMarked(ReadOnlySpan<byte> payload)
    {
        if (IsMarked(payload))
            throw new CoderMismatchException(NumberOf(payload), expected: 0);
    }

    // The name as a number; zero for a payload without a mark.
    private static uint NumberOf(ReadOnlySpan<byte> payload) =>
        IsMarked(payload) ? BinaryPrimitives.ReadUInt32BigEndian(payload[Magic.Length..]) : 0;
}
