namespace CacheKit.Conformance;

/// <summary>Groups of keys that a store confuses if it trims, folds case, normalizes, quotes or encodes carelessly.</summary>
internal static class OddKeys
{
    public static IEnumerable<TestCaseData> Families =>
    [
        Family("spaces", "a b", "a  b", "ab", " ab", "ab ", "ab  ", "a\u00A0b", "a+b", "a%20b"),
        Family("line ends and tabs", "a\nb", "a\r\nb", "a\rb", "a\tb", "a b", "ab", "ab\n", "ab\r\n", @"a\nb"),
        Family("separators", "a:b", "a::b", "a%3Ab", "a%3ab", "a%253Ab", "a/b", "a%", "a%%", "a;b", "a|b", "a,b"),
        Family("quotes", "a\"b", "a'b", "a`b", "a\\\"b", "a''b", "ab"),
        Family("case", "key", "Key", "KEY", "k\u0131", "ki", "K\u0130", "KI", "stra\u00DFe", "strasse"),
        Family("combining forms", "\u00E9", "e\u0301", "e", "\u212B", "\u00C5", "A\u030A", "\uFB01", "fi"),
        Family("scripts", "ключ", "ключи", "鍵", "キー", "열쇠", "مفتاح", "κλειδί"),
        Family("emoji", "😀", "😁", "👩‍👧", "👩👧", "👍", "👍🏽"),
        Family("invisible characters", "ab", "a\u200Bb", "a\u200Db", "\uFEFFab", "a\u00ADb", "a\u202Eb"),
        Family("NUL", "ab", "a\0b", "ab\0", "\0ab", "a", "a\0", @"a\0b"),
        Family("lone surrogates", "\uD800", "\uD801", "\uDC00", "\uFFFD", "?", "a\uD800b", "a\uD801b", "\uDC00\uD800", "\uD800\uDC00"),
        Family("glob characters", "a*", "a?", "a[b]", "a[^b]", "ab", "a\\", "a^", @"a\*", "a**", "a-b", "[a-b]"),
        Family("braces", "{a}b", "{b}a", "{}ab", "ab", "{a}{b}", "{a", "a}", "{{a}}"),
        Family("10,000 characters", Long('a'), Long('b'), Long('A'), Long(' ')),
        Family("30,000 bytes", Long('鍵', '鍵'), Long('鍵', '鎖')),
    ];

    private static TestCaseData Family(string name, params string[] keys) =>
        new TestCaseData((object)keys).SetArgDisplayNames(name);

    private static string Long(char last) => Long('k', last);

    private static string Long(char filler, char last) => new string(filler, 9_999) + last;
}
