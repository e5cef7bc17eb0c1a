namespace CacheKit.Core.Tests.Keys;

[TestFixture]
internal sealed class LongKeyTests
{
    private const int Limit = 1024;

    private static readonly string _long = new('x', 10_000);

    [Test]
    public void A_long_key_has_1024_characters() =>
        Assert.That(Call.KeyOf(() => Shop.Text(_long)), Has.Length.EqualTo(Limit));

    [Test]
    public void A_long_key_keeps_its_readable_head() =>
        Assert.That(Call.KeyOf(() => Shop.Text(_long)), Does.StartWith("""p:users:CacheKit.Core.Tests.Keys.Shop.Text(value="xxxxxxxx"""));

    [Test]
    public void A_long_key_ends_in_a_hash() =>
        Assert.That(Call.KeyOf(() => Shop.Text(_long)), Does.Match("x~[0-9a-f]{64}$"));

    [Test]
    public void Long_keys_that_differ_at_the_end_differ() =>
        Assert.That(Call.KeyOf(() => Shop.Text(_long + "1")), Is.Not.EqualTo(Call.KeyOf(() => Shop.Text(_long + "2"))));

    [Test]
    public void Long_keys_that_differ_by_half_a_character_differ() =>
        Assert.That(Call.KeyOf(() => Shop.Text(_long + "\uD800")), Is.Not.EqualTo(Call.KeyOf(() => Shop.Text(_long + "\uD801"))));

    [Test]
    public void The_same_long_call_has_the_same_key() =>
        Assert.That(Call.KeyOf(() => Shop.Text(_long)), Is.EqualTo(Call.KeyOf(() => Shop.Text(new string('x', 10_000)))));

    // The hash of a long key is remembered when it is computed a second time.
    [Test]
    public void A_long_key_is_the_same_each_time()
    {
        string own = _long[..2_000] + nameof(A_long_key_is_the_same_each_time);
        string[] keys = [.. Enumerable.Range(0, 4).Select(_ => new KeySpace("").Compose("", own))];
        Assert.That(keys, Is.All.EqualTo(keys[0]).And.All.EndsWith(LongKey.HashOf("::" + own)));
    }

    [TestCase(Limit - 1, false)]
    [TestCase(Limit, true)]
    [TestCase(Limit + 1, true)]
    public void A_key_of_1024_characters_is_long(int length, bool isLong)
    {
        string key = new KeySpace("").Compose("", new string('x', length - 2));
        Assert.That((key.Length, key.Contains('~', StringComparison.Ordinal)), Is.EqualTo((Math.Min(length, Limit), isLong)));
    }

    [Test]
    public void No_key_imitates_a_shortened_one()
    {
        var keys = new KeySpace("");
        string shortened = keys.Compose("", _long);
        Assert.That(keys.Compose("", shortened.AsSpan(2)), Is.Not.EqualTo(shortened));
    }

    [Test]
    public void No_namespace_imitates_a_shortened_one()
    {
        var keys = new KeySpace("");
        string shortened = keys.PrefixOf(_long)[1..^1];
        Assert.That(keys.PrefixOf(shortened), Is.Not.EqualTo(keys.PrefixOf(_long)));
    }

    [Test]
    public void No_prefix_imitates_a_shortened_one()
    {
        string shortened = new KeySpace(_long).PrefixOf(null)[..^1];
        Assert.That(new KeySpace(shortened).PrefixOf(null), Is.Not.EqualTo(new KeySpace(_long).PrefixOf(null)));
    }

    [Test]
    public void The_hashed_form_of_a_long_call_is_short() =>
        Assert.That(new HashedKeyBuilder().Build(Call.To(() => Shop.Text(_long))), Has.Length.EqualTo("p:users:".Length + 32));
}
