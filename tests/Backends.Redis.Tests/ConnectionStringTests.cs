using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

[TestFixture]
public sealed class ConnectionStringTests
{
    [TestCase("localhost")]
    [TestCase("localhost:6379")]
    [TestCase("10.0.0.1:6379, 10.0.0.2:6379")]
    [TestCase("[::1]:6379")]
    [TestCase("redis_cache:6379,")]
    [TestCase("cache.example.com:6380,ssl=true,user=app,password=p@ss=w/rd,abortConnect=false")]
    [TestCase("localhost,$CONFIG=,tunnel=http:proxy:8080,version=7.0")]
    [TestCase("!/run/redis.sock")]
    public void A_right_one_is_taken(string configuration) =>
        Assert.That(() => new RedisBackend(configuration).Dispose(), Throws.Nothing);

    [TestCase(null, "it is empty")]
    [TestCase("", "it is empty")]
    [TestCase("  ", "it is empty")]
    [TestCase(",", "it names no server")]
    [TestCase("ssl=true", "it names no server")]
    [TestCase("localhost:port", "part 1 of 1 is neither host:port nor option=value")]
    [TestCase("localhost:99999", "part 1 of 1 is neither host:port nor option=value")]
    [TestCase("localhost;6379", "part 1 of 1 is neither host:port nor option=value")]
    [TestCase("localhost,retries=3", "part 2 of 2 is not understood: the option 'retries' does not exist or does not accept this value")]
    [TestCase("localhost,syncTimeout=soon", "part 2 of 2 is not understood: the option 'syncTimeout' does not exist or does not accept this value")]
    [TestCase("redis://localhost:6379", "part 1 of 1 is an address")]
    public void A_wrong_one_is_an_error_that_says_what_is_wrong_and_what_is_right(string? configuration, string fault)
    {
        Assert.That(
            () => new RedisBackend(configuration!),
            Throws.ArgumentException
                .With.Property(nameof(ArgumentException.ParamName)).EqualTo("configuration")
                .And.Message.Contains(fault)
                .And.Message.Contains("localhost:6379"));
    }

    [TestCase("redis://:pa55word@localhost:6379")]
    [TestCase("rediss://app:pa55word=@localhost")]
    [TestCase("app:pa55word@localhost:6379")]
    [TestCase("app:pa55word@localhost:6379?ssl=true")]
    [TestCase("localhost:6379:pa55word")]
    [TestCase("localhost pa55word")]
    [TestCase("localhost,password=secret,pa55word=")]
    [TestCase("localhost,password=secret,:pa55word")]
    [TestCase("localhost;password=pa55word")]
    [TestCase("localhost,passwort=pa55word")]
    public void The_error_never_shows_a_password(string configuration) =>
        Assert.That(() => new RedisBackend(configuration), Throws.ArgumentException.With.Message.Not.Contains("pa55word"));

    [Test]
    public void A_configuration_without_a_server_is_an_error() =>
        Assert.That(() => new RedisBackend(new ConfigurationOptions()), Throws.ArgumentException.With.Message.Contains("EndPoints.Add"));

    [Test]
    public void No_configuration_and_no_connection_are_errors()
    {
        Assert.That(() => new RedisBackend((ConfigurationOptions)null!), Throws.ArgumentNullException);
        Assert.That(() => new RedisBackend((IConnectionMultiplexer)null!), Throws.ArgumentNullException);
    }
}
