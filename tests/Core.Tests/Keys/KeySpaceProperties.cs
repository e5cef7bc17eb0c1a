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
    public void A_key_that_is_composed_in_place_is_the_same_key(int room) =>
        Check.One(_config, Prop.ForAll(Parts.Any.ToArbitrary(), parts =>
            !new KeySpace(parts.Prefix).TryCompose(parts.Namespace, parts.Rest, new char[room], out ReadOnlySpan<char> key) || key.SequenceEqual(parts.Key)));

    [TestCase(0)]
    [TestCase(16)]
    [TestCase(256)]
    [TestCase(4096)]
    public void A_key_that_is_appended_to_its_head_in_place_is_the_same_key(int room) =>
        Check.One(_config, Prop.ForAll(Parts.Any.ToArbitrary(), parts =>
            !KeySpace.TryAppend(new KeySpace(parts.Prefix).PrefixOf(parts.Namespace), parts.Rest, new char[room], out ReadOnlySpan<char> key) ||
            key.SequenceEqual(parts.Key)));

    [Test]
    public void A_key_is_appended_to_its_head_in_place_where_it_fits() =>
        Assert.That(
            (KeySpace.TryAppend("a::", "key", new char[6], out _), KeySpace.TryAppend("a::", "key", new char[5], out _),
             KeySpace.TryAppend("a::", new string('k', 1021), new char[2000], out _)),
            Is.EqualTo((true, false, false)));

    [Test]
    public void A_key_without_escapes_is_composed_in_place_where_it_fits()
    {
        var keys = new KeySpace("a:b");
        Assert.That(
            (keys.TryCompose("users", "key", new char[15], out _), keys.TryCompose("users", "key", new char[14], out _)),
            Is.EqualTo((true, false)));
    }

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
