using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Keys;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class NamespaceTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly string[] _namespaces = ["", "user", "users", "user:x", "user:", "u%", "u%25"];

    [Test]
    public async Task The_same_key_in_other_namespaces_is_another_entry()
    {
        foreach (string @namespace in _namespaces)
            await Cache.SetAsync("key", @namespace, In(@namespace));
        foreach (string @namespace in _namespaces)
            Assert.That((await Cache.TryGetAsync<string>("key", In(@namespace))).Value, Is.EqualTo(@namespace));
    }

    [Test]
    public async Task A_namespace_and_a_key_never_read_like_a_longer_namespace()
    {
        await Cache.SetAsync("x:key", "one", In("user"));
        await Cache.SetAsync("key", "two", In("user:x"));
        Assert.That((await Cache.TryGetAsync<string>("x:key", In("user"))).Value, Is.EqualTo("one"));
    }

    [Test]
    public async Task An_entry_that_names_no_namespace_is_in_that_of_the_cache()
    {
        Cache cache = NewCache(configure: options => options.Namespace = "users");
        await cache.SetAsync("key", "value");
        Assert.That((await Cache.TryGetAsync<string>("key", In("users"))).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task An_empty_namespace_of_an_entry_is_none()
    {
        Cache cache = NewCache(configure: options => options.Namespace = "users");
        await cache.SetAsync("key", "value", In(""));
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task The_key_in_the_store_is_readable_and_predictable()
    {
        await Cache.SetAsync("key:1", "value", In("users"));
        Assert.That(await Backend.GetAsync("app:users:key:1"), Is.Not.Null);
    }

    [Test]
    public async Task The_same_key_under_two_prefixes_is_two_entries()
    {
        Cache other = NewCache("other");
        await Cache.SetAsync("key", "one");
        await other.SetAsync("key", "two");
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("one"));
    }

    [Test]
    public async Task A_prefix_with_a_colon_never_reads_like_a_namespace()
    {
        Cache other = NewCache("app:users");
        await Cache.SetAsync("x:key", "one", In("users"));
        await other.SetAsync("key", "two", In("x"));
        Assert.That((await Cache.TryGetAsync<string>("x:key", In("users"))).Value, Is.EqualTo("one"));
    }

    private static CacheEntryOptions In(string @namespace) => new() { Namespace = @namespace };
}
