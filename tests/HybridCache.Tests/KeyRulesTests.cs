using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;

namespace CacheKit.Hybrid.Tests;

[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitMemory))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class KeyRulesTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    private static readonly string?[] _uncached = [null, "", " ", "\t", "a\nb", "a\0", "\u001F", new string('k', 1025)];

    private static readonly string[] _cached = ["a", "a b", "a:b*?%", "\u007F", "é漢", new string('k', 1024)];

    [TestCaseSource(nameof(_uncached))]
    public async Task A_value_of_an_invalid_key_is_computed_for_each_call(string? key)
    {
        await GetAsync(Cache, key!, "first");

        Assert.That(await GetAsync(Cache, key!, "second"), Is.EqualTo("second"));
    }

    [TestCaseSource(nameof(_uncached))]
    public async Task An_invalid_key_is_logged_without_its_text(string? key)
    {
        await GetAsync(Cache, key!);

        string[] warnings = [.. Log.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message)];
        Assert.That(warnings, Has.Length.EqualTo(1));
        Assert.That(warnings[0], Does.Contain("key").And.Not.Contain("kk").And.Not.Contain("\n"));
    }

    [TestCaseSource(nameof(_uncached))]
    public async Task Without_a_factory_an_invalid_key_has_no_value(string? key) =>
        Assert.That(await PeekAsync(Cache, key!), Is.Null);

    [TestCaseSource(nameof(_uncached))]
    public async Task A_value_that_is_set_under_an_invalid_key_is_not_found(string? key)
    {
        await Cache.SetAsync(key!, "set");

        Assert.That(await GetAsync(Cache, key!), Is.EqualTo("computed"));
    }

    [TestCaseSource(nameof(_cached))]
    public async Task A_valid_key_is_computed_once(string key)
    {
        await GetAsync(Cache, key, "first");

        Assert.That(await GetAsync(Cache, key, "second"), Is.EqualTo("first"));
    }

    [Test]
    public async Task The_longest_key_is_a_setting()
    {
        HybridCache cache = Create(new HybridCacheSettings { MaximumKeyLength = 3 });
        await GetAsync(cache, "abc", "first");
        await GetAsync(cache, "abcd", "first");

        Assert.That(await GetAsync(cache, "abc", "second"), Is.EqualTo("first"));
        Assert.That(await GetAsync(cache, "abcd", "second"), Is.EqualTo("second"));
    }

    [Test]
    public async Task Keys_are_compared_by_their_characters()
    {
        await GetAsync(Cache, "key", "lower case");

        Assert.That(await GetAsync(Cache, "KEY", "upper case"), Is.EqualTo("upper case"));
    }

    [Test]
    public async Task A_key_can_be_a_span_or_an_interpolated_string()
    {
        await GetAsync(Cache, "user:7", "stored");
        int id = 7;

        Assert.That(await Cache.GetOrCreateAsync("user:7".AsSpan(), _ => new ValueTask<string>("computed")), Is.EqualTo("stored"));
        Assert.That(await Cache.GetOrCreateAsync($"user:{id}", _ => new ValueTask<string>("computed")), Is.EqualTo("stored"));
        Assert.That(await Cache.GetOrCreateAsync($"user:{id}", "computed", (text, _) => new ValueTask<string>(text)), Is.EqualTo("stored"));
        Assert.That(await Cache.GetOrCreateAsync($"user:{id + 1}", _ => new ValueTask<string>("computed")), Is.EqualTo("computed"));
        Assert.That(await GetAsync(Cache, "user:8"), Is.EqualTo("computed"));
    }
}
