namespace CacheKit;

// How much of a value is shown.
internal static class ShownLimit
{
    public const int TextBytes = 64 * 1024;
    public const int BinaryBytes = 256;

    // The length of UTF-8 text that is cut between two characters.
    public static int CutUtf8(ReadOnlySpan<byte> text, int limit)
    {
        if (text.Length <= limit)
            return text.Length;

        int length = limit;
        while (length > 0 && (text[length] & 0xC0) == 0x80)
            length--;
        return length;
    }

    public static string Cut(string text) =>
        text.Length <= TextBytes ? text : text[..(char.IsHighSurrogate(text[TextBytes - 1]) ? TextBytes - 1 : TextBytes)];
}
