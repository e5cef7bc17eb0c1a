namespace CacheKit.Backends.Memcached.Tests;

[TestFixture]
public sealed class ServerAddressTests
{
    [TestCase("localhost", "localhost:11211")]
    [TestCase("localhost:11212", "localhost:11212")]
    [TestCase("10.0.0.1:11211, cache_2.example.com,", "10.0.0.1:11211,cache_2.example.com:11211")]
    [TestCase("[::1]", "[::1]:11211")]
    [TestCase("[::1]:11212,127.0.0.1", "[::1]:11212,127.0.0.1:11211")]
    [TestCase("unix:/run/memcached.sock", "unix:/run/memcached.sock")]
    [TestCase("/run/memcached.sock", "unix:/run/memcached.sock")]
    public void A_right_list_is_taken(string servers, string read)
    {
        Assert.That(string.Join(',', ServerAddress.ParseAll(servers, "servers").Select(server => server.ToString())), Is.EqualTo(read));
        Assert.That(() => new MemcachedBackend(servers).Dispose(), Throws.Nothing);
    }

    [TestCase(null, "it is empty")]
    [TestCase("", "it is empty")]
    [TestCase(" ", "it is empty")]
    [TestCase(",", "it names no server")]
    [TestCase("localhost:port", "server 1 of 1 has no port that can be read")]
    [TestCase("localhost:0", "server 1 of 1 has no port that can be read")]
    [TestCase("localhost:65536", "server 1 of 1 has no port that can be read")]
    [TestCase("localhost:-1", "server 1 of 1 has no port that can be read")]
    [TestCase("a,localhost:11211:11211", "server 2 of 2 has no port that can be read")]
    [TestCase("::1", "has no host that can be read")]
    [TestCase("[::1", "has no host that can be read")]
    [TestCase("[localhost]:11211", "has no host that can be read")]
    [TestCase("local host", "has no host that can be read")]
    [TestCase(":11211", "has no host that can be read")]
    [TestCase("localhost;11211", "has no host that can be read")]
    [TestCase("memcached://localhost", "has a scheme")]
    [TestCase("unix:", "has a path of 0 characters")]
    [TestCase("a,b,a:11211", "server 3 of 3 is named twice")]
    public void A_wrong_list_is_an_error_that_says_what_is_wrong_and_what_is_right(string? servers, string fault) =>
        Assert.That(
            () => new MemcachedBackend(servers!),
            Throws.ArgumentException.With.Message.Contains(fault).And.Message.Contains("localhost:11211").And.Message.Contains("unix:/run/memcached.sock"));

    [Test]
    public void The_error_never_shows_a_password() =>
        Assert.That(() => new MemcachedBackend("memcached://app:pa55word@localhost"), Throws.ArgumentException.With.Message.Not.Contains("pa55word"));

    [Test]
    public void Options_that_cannot_be_are_errors()
    {
        Assert.That(() => new MemcachedBackend((string)null!), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new MemcachedBackend("localhost", new MemcachedBackendOptions { Password = "x" }), Throws.InstanceOf<ArgumentException>());
        Assert.That(
            () => new MemcachedBackend("localhost", new MemcachedBackendOptions { ConnectTimeout = TimeSpan.Zero }), Throws.InstanceOf<ArgumentException>());
        Assert.That(
            () => new MemcachedBackend("localhost", new MemcachedBackendOptions { OperationTimeout = TimeSpan.FromDays(30) }),
            Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new MemcachedBackend("localhost", new MemcachedBackendOptions { ConnectionsPerServer = 0 }), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new MemcachedBackend("localhost", new MemcachedBackendOptions { ConnectionsPerServer = 65 }), Throws.InstanceOf<ArgumentException>());
    }
}
