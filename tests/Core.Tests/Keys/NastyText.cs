using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.Core.Tests.Keys;

/// <summary>Texts made of the separators, escapes and marks of a key, so that a weakness shows soon.</summary>
internal static class NastyText
{
    private static readonly string[] _pieces =
    [
        ":", "%", "%3A", "%25", "~", "\"", "\\", ",", "=", "(", ")", "[", "]", "null", "id", "a", "b", "7", " ", "\n", "\0", "\\u000A", "é",
        "\uD800", "|", "<", ">",
    ];

    // The separators between two texts in a key, whole or in part.
    private static readonly string[] _separators =
    [
        "\",b=\"", ",b=", "\",\"", ",", "\"", "\\\"", "\\\",b=\"", ",b=(System.Runtime.CompilerServices.FormattableStringFactory+ConcreteFormattableString)",
        "[],b=(System.Runtime.CompilerServices.FormattableStringFactory+ConcreteFormattableString)\"",
    ];

    public static Gen<string> Separators { get; } = Gen.Elements(_separators);

    /// <summary>The characters that a text may begin or end with.</summary>
    public static Gen<string> Ends { get; } = Gen.Elements("", "\"", "\\", "\\\\", ",", "x");

    /// <summary>From no character to a dozen; a few are so long that they, and the keys they are in, are shortened.</summary>
    public static Gen<string> Texts { get; } = Gen.Frequency(
        (10, Gen.Choose(0, 4).SelectMany(count => Gen.Elements(_pieces).ArrayOf(count)).Select(string.Concat)),
        (1, from length in Gen.Choose(200, 1_100)
            from piece in Gen.Elements(_pieces)
            from end in Gen.Elements(_pieces)
            select string.Concat(Enumerable.Repeat(piece, length)) + end));
}
