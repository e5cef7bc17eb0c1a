namespace CacheKit.DistributedCache.Tests.Stored;

[TestFixture]
internal sealed class StoredNameTests
{
    [Test]
    public void A_short_key_of_safe_characters_is_its_own_name() =>
        Assert.That(StoredName.OfEntry("shop:users:7/a-b_c.d"), Is.EqualTo("shop:users:7/a-b_c.d"));

    // Databases compare without case and without spaces at the end.
    [TestCase("key", "KEY", "Key")]
    [TestCase("key", "key ", "key  ")]
    public void Names_of_different_keys_differ_for_a_database_too(params string[] keys) =>
        Assert.That(keys.Select(key => StoredName.OfEntry(key).TrimEnd().ToUpperInvariant()), Is.Unique);

    [Test]
    public void Names_of_keys_with_lone_surrogates_differ() =>
        Assert.That(new[] { "\uD800", "\uD801", "\uFFFD" }.Select(StoredName.OfEntry), Is.Unique);

    [TestCase("")]
    [TestCase("a")]
    [TestCase("A")]
    public void A_generation_and_an_entry_never_have_one_name(string key) =>
        Assert.That(
            new[] { key, key + "!", StoredName.OfEntry(key), StoredName.OfGeneration(key) }.Select(StoredName.OfEntry),
            Does.Not.Contain(StoredName.OfGeneration(key)));

    [TestCase(200)]
    [TestCase(201)]
    [TestCase(10_000)]
    public void A_name_has_at_most_201_ASCII_characters(int length)
    {
        foreach (char character in new[] { 'a', 'A', '鍵', '\0', '\uD800' })
        {
            string name = StoredName.OfGeneration(new string(character, length));
            Assert.That(name.Length, Is.LessThanOrEqualTo(201));
            Assert.That(name, Has.All.InRange('!', '~'));
        }
    }
}
