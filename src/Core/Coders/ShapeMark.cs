namespace CacheKit;

// The fingerprint of a type's JSON, encoded as 32 characters of white space after it: a tab for 1, a space for 0, the highest bit first.
// JSON allows trailing white space, and it is invisible to people who look at the store. Empty for a type without a fingerprint.
internal sealed class ShapeMark
{
    public const int Length = 32;

    private const byte Zero = (byte)' ';
    private const byte One = (byte)'\t';

    private readonly byte[] _characters = [];

    public ShapeMark(uint? fingerprint)
    {
        Fingerprint = fingerprint;
        if (fingerprint is not { } bits)
            return;

        _characters = new byte[Length];
        for (int i = 0; i < Length; i++)
            _characters[i] = (bits & (1u << (Length - 1 - i))) == 0 ? Zero : One;
    }

    public uint? Fingerprint { get; }

    public ReadOnlySpan<byte> Characters => _characters;

    // Returns the JSON before the mark. A payload without a mark was not written by this coder, and is returned unchanged.
    public ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> payload)
    {
        if (Fingerprint is not null && payload.EndsWith(_characters))
            return payload[..^Length];

        return Find(payload) is { } found
            ? throw new ShapeMismatchException(found, Fingerprint ?? 0)
            : payload;
    }

    private static uint? Find(ReadOnlySpan<byte> payload)
    {
        if (payload.Length <= Length || payload[^1] is not (Zero or One))
            return null;

        ReadOnlySpan<byte> end = payload[^Length..];
        if (end.ContainsAnyExcept(Zero, One) || payload[^(Length + 1)] is Zero or One)
            return null;

        uint bits = 0;
        foreach (byte character in end)
            bits = (bits << 1) | (character == One ? 1u : 0u);
        return bits;
    }
}
