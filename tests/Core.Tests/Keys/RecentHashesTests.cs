namespace CacheKit.Core.Tests.Keys;

[TestFixture]
internal sealed class RecentHashesTests
{
    private static readonly string _text = new('x', 1_500);

    private readonly char[] _hash = new char[4];

    [Test]
    public void A_text_that_was_hashed_once_is_not_kept()
    {
        var hashes = new RecentHashes();
        Hash(hashes, _text, "once");
        Assert.That(hashes.TryCopy(_text, _hash, out _), Is.False);
    }

    [Test]
    public void The_hash_of_a_text_that_was_hashed_twice_is_kept()
    {
        RecentHashes hashes = Keeping(_text);
        Assert.That((hashes.TryCopy(_text, _hash, out _), new string(_hash)), Is.EqualTo((true, "kept")));
    }

    [TestCase(0)]
    [TestCase(700)]
    [TestCase(1_499)]
    public void A_text_that_differs_in_one_character_is_another_one(int index)
    {
        RecentHashes hashes = Keeping(_text);
        Assert.That(hashes.TryCopy($"{_text[..index]}y{_text[(index + 1)..]}", _hash, out _), Is.False);
    }

    // The checksum is that of the kept text, as of a text that a client made for it.
    [Test]
    public void Texts_with_the_same_checksum_are_told_apart()
    {
        var hashes = new RecentHashes();
        string other = new('y', 1_500);
        hashes.TryCopy(_text, _hash, out uint checksum);
        hashes.Add(other, checksum, "made");
        hashes.Add(other, checksum, "made");
        Assert.That(hashes.TryCopy(_text, _hash, out _), Is.False);
    }

    [Test]
    public void A_text_of_more_than_4096_characters_is_not_kept() =>
        Assert.That(Keeping(new string('x', 4_097)).TryCopy(new string('x', 4_097), _hash, out _), Is.False);

    private RecentHashes Keeping(string text)
    {
        var hashes = new RecentHashes();
        Hash(hashes, text, "lost");
        Hash(hashes, text, "kept");
        return hashes;
    }

    private void Hash(RecentHashes hashes, string text, string hash)
    {
        hashes.TryCopy(text, _hash, out uint checksum);
        hashes.Add(text, checksum, hash);
    }
}
