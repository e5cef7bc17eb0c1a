using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.Core.Tests.Keys;

[TestFixture]
internal sealed class KeySpaceProperties
{
    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    // Pairs that often have a part in common.
    private static readonly Gen<(Parts One, Parts Other)> _pairs =
        from one in Parts.Any
        from other in Parts.Any
        from prefix in Gen.Elements(one.Prefix, other.Prefix)
        from @namespace in Gen.Elements(one.Namespace, other.Namespace)
        from rest in Gen.Elements(one.Rest, other.Rest)
        select (one, new Parts(prefix, @namespace, rest));

    [Test]
    public void Different_parts_never_make_the_same_key() =>
        Check.One(_config, Prop.ForAll(_pairs.ToArbitrary(), pair => (pair.One == pair.Other) == (pair.One.Key == pair.Other.Key)));

    [Test]
    public void A_namespace_begins_its_own_keys_and_no_others() =>
        Check.One(_config, Prop.ForAll(_pairs.ToArbitrary(), pair =>
            pair.Other.Key.StartsWith(new KeySpace(pair.One.Prefix).PrefixOf(pair.One.Namespace), StringComparison.Ordinal) ==
            ((pair.One.Prefix, pair.One.Namespace) == (pair.Other.Prefix, pair.Other.Namespace))));

    [Test]
    public void A_prefix_begins_its_own_keys_and_no_others() =>
        Check.One(_config, Prop.ForAll(_pairs.ToArbitrary(), pair =>
            pair.Other.Key.StartsWith(new KeySpace(pair.One.Prefix).PrefixOf(null), StringComparison.Ordinal) == (pair.One.Prefix == pair.Other.Prefix)));

    [Test]
    public void A_key_has_1024_characters_at_most() =>
        Check.One(_config, Prop.ForAll(Parts.Any.ToArbitrary(), parts => parts.Key.Length <= 1024));

    [TestCase(0)]
    [TestCase(16)]
    [TestCase(256)]
    [TestCase(4096)]
    public void A_key_that_is_composed_without_a_string_is_the_same_key(int stack) =>
        Check.One(_config, Prop.ForAll(Parts.Any.ToArbitrary(), parts =>
        {
            var buffer = new KeyBuffer(new char[stack]);
            bool isSame = new KeySpace(parts.Prefix).Compose(parts.Namespace, parts.Rest, ref buffer).SequenceEqual(parts.Key);
            buffer.Dispose();
            return isSame;
        }));

    [TestCase(0)]
    [TestCase(16)]
    [TestCase(256)]
    [TestCase(4096)]
    public void A_key_that_is_appended_to_its_head_without_a_string_is_the_same_key(int stack) =>
        Check.One(_config, Prop.ForAll(Parts.Any.ToArbitrary(), parts =>
        {
            var buffer = new KeyBuffer(new char[stack]);
            bool isSame = KeySpace.Append(new KeySpace(parts.Prefix).PrefixOf(parts.Namespace), parts.Rest, ref buffer).SequenceEqual(parts.Key);
            buffer.Dispose();
            return isSame;
        }));

    [TestCase("users", "users")]
    [TestCase("a:b", "a%3Ab")]
    [TestCase("%:", "%25%3A")]
    [TestCase(":a%3Ab%", "%3Aa%253Ab%25")]
    public void A_namespace_is_escaped_in_its_keys(string @namespace, string escaped) =>
        Assert.That(
            (new KeySpace("p").Compose(@namespace, "key"), new KeySpace("p").PrefixOf(@namespace)),
            Is.EqualTo(($"p:{escaped}:key", $"p:{escaped}:")));

    private sealed record Parts(string Prefix, string Namespace, string Rest)
    {
        public static Gen<Parts> Any { get; } =
            from prefix in NastyText.Texts
            from @namespace in NastyText.Texts
            from rest in NastyText.Texts
            select new Parts(prefix, @namespace, rest);

        public string Key => new KeySpace(Prefix).Compose(Namespace, Rest);
    }
}
