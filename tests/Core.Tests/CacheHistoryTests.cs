namespace CacheKit.Core.Tests;

/// <summary>The error of a missing cache advises what was not done yet.</summary>
[TestFixture]
internal sealed class CacheHistoryTests
{
    [Test]
    public void Where_nothing_was_done_both_ways_are_told() =>
        Assert.That(new CacheHistory().WhyMissing(name: null), Does.StartWith("There is no global cache. Call CacheManager.Init first").And.Contain("services.AddCacheKit()"));

    [Test]
    public void Where_a_cache_is_registered_the_host_is_missing() =>
        Assert.That(new CacheHistory(IsRegistered: true).WhyMissing(name: null), Does.Contain("no host was built").And.Contain("CacheManager.Use").And.Not.Contain("Init").And.Not.Contain("AddCacheKit"));

    [Test]
    public void Where_the_host_has_ended_it_says_so() =>
        Assert.That(new CacheHistory(IsRegistered: true, HasEnded: true).WhyMissing(name: null), Does.Contain("is disposed").And.Not.Contain("Init").And.Not.Contain("AddCacheKit"));

    [Test]
    public void After_Reset_it_says_so() =>
        Assert.That(new CacheHistory(IsReset: true).WhyMissing(name: null), Does.Contain("CacheManager.Reset has removed it").And.Not.Contain("first"));

    [Test]
    public void A_name_needs_services() =>
        Assert.That(new CacheHistory().WhyMissing("catalog"), Does.StartWith("There is no cache 'catalog'. Register it, for example by services.AddKeyedCacheKit(\"catalog\").UseInMemory()").And.Contain("The cache of CacheManager.Init has no name"));
}
