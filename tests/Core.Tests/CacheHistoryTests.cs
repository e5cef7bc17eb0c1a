namespace CacheKit.Core.Tests;

/// <summary>The error for a missing cache says which step of the setup is missing.</summary>
[TestFixture]
internal sealed class CacheHistoryTests
{
    [Test]
    public void Without_any_setup_the_error_names_both_ways_to_make_a_cache() =>
        Assert.That(
            new CacheHistory().NotFoundMessage(name: null),
            Does.StartWith("There is no global cache. Call CacheManager.Init first").And.Contain("services.AddCacheKit()"));

    [Test]
    public void With_a_registered_cache_the_error_names_the_missing_host() =>
        Assert.That(
            new CacheHistory(IsRegistered: true).NotFoundMessage(name: null),
            Does.Contain("no host was built").And.Contain("CacheManager.Use").And.Not.Contain("Init").And.Not.Contain("AddCacheKit"));

    [Test]
    public void After_the_end_of_the_host_the_error_says_that_it_has_ended() =>
        Assert.That(
            new CacheHistory(IsRegistered: true, HasEnded: true).NotFoundMessage(name: null),
            Does.Contain("is disposed").And.Not.Contain("Init").And.Not.Contain("AddCacheKit"));

    [Test]
    public void After_Reset_the_error_names_Reset() =>
        Assert.That(new CacheHistory(IsReset: true).NotFoundMessage(name: null), Does.Contain("CacheManager.Reset has removed it").And.Not.Contain("first"));

    [Test]
    public void A_name_needs_services() =>
        Assert.That(
            new CacheHistory().NotFoundMessage("catalog"),
            Does.StartWith("There is no cache 'catalog'. Register it, for example by services.AddKeyedCacheKit(\"catalog\").UseInMemory()")
                .And.Contain("The cache of CacheManager.Init has no name"));
}
