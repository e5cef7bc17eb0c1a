using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.Backends.Memcached.Tests;

[TestFixture]
public sealed class MemcachedKeyTests
{
    private const ulong Stamp = 0x0123456789ABCDEF;

    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    // Arbitrary characters, more often those with a meaning in keys, and some keys that are too long.
    private static readonly Arbitrary<string> _keys = Gen.Frequency(
        (6, Gen.Elements('a', 'b', ':', '_', '@', '~', '%')),
        (2, Gen.Elements(' ', '\n', '\0', '\u007F', '\u0085', 'é', '鍵', '\uD83D', '\uDE00')),
        (1, Gen.Choose(0, char.MaxValue).Select(code => (char)code))).ArrayOf()
        .SelectMany(text => Gen.Elements(0, 1, 40).Select(times => new string(text) + string.Concat(Enumerable.Repeat(new string(text), times))))
        .ToArbitrary();

    [TestCase("store:users:Users.FindAsync(id=7)", "store:users:Users.FindAsync(id=7)@ASNFZ4mrze8")]
    [TestCase("ключ:鍵:😀", "ключ:鍵:😀@ASNFZ4mrze8")]
    [TestCase("", "@ASNFZ4mrze8")]
    public void A_key_that_fits_is_stored_unchanged_and_followed_by_its_generation(string key, string name) =>
        Assert.That(NameOf(key), Is.EqualTo(name));

    [TestCase("store::GET http://host/", "store::GET_http://host/@ASNFZ4mrze8~")]
    [TestCase("a\r\nb", "a__b@ASNFZ4mrze8~")]
    public void Other_keys_keep_a_readable_head_and_end_in_a_hash(string key, string head)
    {
        string name = NameOf(key);
        Assert.That(name, Does.StartWith(head).And.Match("~[0-9a-f]{64}$"));
        Assert.That(name, Has.Length.EqualTo(head.Length + 64));
    }

    // A separate test, since an attribute argument cannot hold half a surrogate pair.
    [Test]
    public void Half_a_character_is_a_placeholder_in_the_head() =>
        Assert.That(NameOf("a\uD800b"), Does.Match("^a_b@ASNFZ4mrze8~[0-9a-f]{64}$").And.Not.EqualTo(NameOf("a_b")).And.Not.EqualTo(NameOf("a\uD801b")));

    [Test]
    public void A_key_of_238_bytes_is_the_longest_that_is_kept_whole()
    {
        Assert.That(NameOf(new string('k', 238)), Does.StartWith(new string('k', 238) + "@").And.Length.EqualTo(250));
        Assert.That(NameOf(new string('k', 239)), Does.Match("^k{173}@.{11}~[0-9a-f]{64}$"));
    }

    [Test]
    public void Memcached_takes_every_name() =>
        Check.One(_config, Prop.ForAll(_keys, key => NameBytesOf(key) is { Length: > 0 and <= 250 } name && !name.Any(one => one is <= 0x20 or 0x7F)));

    [Test]
    public void Two_keys_never_have_one_name() =>
        Check.One(_config, Prop.ForAll(_keys, _keys, (one, other) => (one == other) == NameBytesOf(one).AsSpan().SequenceEqual(NameBytesOf(other))));

    [Test]
    public void No_key_has_the_name_of_a_generation() =>
        Check.One(_config, Prop.ForAll(_keys, key => !MemcachedKey.TryRead(MemcachedKey.OfGeneration(key), out _, out _)));

    [Test]
    public void A_name_gives_back_its_key_and_its_generation() =>
        Check.One(_config, Prop.ForAll(_keys, key =>
            MemcachedKey.TryRead(NameBytesOf(key), out string? read, out ulong stamp)
            && stamp == Stamp
            && read == (MemcachedKey.IsShortened(key) ? null : key)));

    [Test]
    public void The_value_of_a_shortened_key_gives_it_back_with_the_payload() =>
        Check.One(_config, Prop.ForAll(_keys, key =>
        {
            byte[] payload = [1, 2, 3, 0, 0];
            return MemcachedKey.TrySplit((byte[])[.. payload, .. MemcachedKey.TrailerOf(key)], out ReadOnlyMemory<byte> split, out string? read)
                && read == key
                && split.Span.SequenceEqual(payload);
        }));

    [Test]
    public void A_key_is_looked_at_when_its_prefix_is_searched() =>
        Check.One(_config, Prop.ForAll(_keys, ArbMap.Default.ArbFor<PositiveInt>(), (key, length) =>
            MemcachedKey.MayBegin(NameBytesOf(key), MemcachedKey.HeadOf(key[..Math.Min(key.Length, length.Get % 300)]))));

    [Test]
    public void Arbitrary_bytes_are_parsed_safely()
    {
        var random = new Random(1);
        for (var input = 0; input < 100_000; input++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            Assert.That(() => MemcachedKey.TrySplit(bytes, out _, out _), Throws.Nothing);
            Assert.That(() => MemcachedKey.TryRead(bytes, out _, out _), Throws.Nothing);
        }
    }

    private static string NameOf(string key) => Encoding.UTF8.GetString(NameBytesOf(key));

    private static byte[] NameBytesOf(string key)
    {
        var name = new byte[MemcachedKey.LongestKey];
        return name[..MemcachedKey.Write(key, Stamp, name)];
    }
}
