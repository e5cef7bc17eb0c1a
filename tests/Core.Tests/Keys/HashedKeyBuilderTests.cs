using System.Security.Cryptography;

namespace CacheKit.Core.Tests.Keys;

/// <summary>Keys whose arguments are hashed with a secret.</summary>
[TestFixture]
internal sealed class HashedKeyBuilderTests
{
    private static readonly byte[] _secret = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    private readonly HashedKeyBuilder _builder = new(_secret);

    [Test]
    public void A_key_is_prefix_and_namespace_and_a_hash() =>
        Assert.That(_builder.Build(Call.To(() => Users.FindAsync(7))), Does.Match("^p:users:[0-9a-f]{64}$"));

    [Test]
    public void The_same_call_has_the_same_key_in_every_process() =>
        Assert.That(new HashedKeyBuilder([.. _secret]).Build(Call.To(() => Users.FindAsync(7))), Is.EqualTo(_builder.Build(Call.To(() => Users.FindAsync(7)))));

    [Test]
    public void Another_call_has_another_key() =>
        Assert.That(_builder.Build(Call.To(() => Users.FindAsync(8))), Is.Not.EqualTo(_builder.Build(Call.To(() => Users.FindAsync(7)))));

    [Test]
    public void Without_the_secret_the_key_of_a_known_call_is_not_found()
    {
        CacheCall call = Call.To(() => Users.FindAsync(7));
        string key = _builder.Build(call);
        byte[] other = [.. _secret];
        other[^1]++;
        Assert.That(key, Is.Not.EqualTo(new HashedKeyBuilder(other).Build(call)));
        Assert.That(key, Does.Not.Contain(new HashedKeyBuilder().Build(call)["p:users:".Length..]));
        Assert.That(key, Does.Not.Contain(Convert.ToHexStringLower(SHA256.HashData(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(new DefaultKeyBuilder().Build(call)["p:users:".Length..].AsSpan())))));
    }

    [TestCase(0)]
    [TestCase(15)]
    public void A_short_secret_is_refused(int length) =>
        Assert.That(() => new HashedKeyBuilder(new byte[length]), Throws.ArgumentException.With.Message.Contains("16 random bytes"));

    [Test]
    public void The_secret_is_copied()
    {
        byte[] secret = [.. _secret];
        var builder = new HashedKeyBuilder(secret);
        Array.Clear(secret);
        Assert.That(builder.Build(Call.To(() => Users.FindAsync(7))), Is.EqualTo(_builder.Build(Call.To(() => Users.FindAsync(7)))));
    }
}
