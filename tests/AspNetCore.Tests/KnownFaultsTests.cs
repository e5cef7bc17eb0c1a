using System.Buffers;
using System.Reflection;

namespace CacheKit.AspNetCore.Tests;

/// <summary>One test for each known fault of fastapi-cache and fastapi-redis-cache, which CacheKit does not have.</summary>
[TestFixture]
[NonParallelizable]
public sealed class KnownFaultsTests
{
    private static readonly TestAppSettings _global = new() { AddsCacheKit = false };
    private static readonly TestAppSettings _payloads = new() { Store = Store.Payloads };

    private int _runs;

    [SetUp]
    public void Forget()
    {
        _runs = 0;
        CacheManager.Reset();
    }

    [TearDown]
    public void Reset() => CacheManager.Reset();

    [Test]
    public async Task The_etag_is_the_same_in_every_process()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60)] () => new { hello = "world" }));
        Assert.That((await app.GetAsync()).EntityTag, Is.EqualTo("W/\"93a23971a914e5eacbf0a8d25154cda3\""));
    }

    [Test]
    public async Task A_304_is_answered_on_a_miss_too_and_to_one_tag_of_a_list()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60)] () => new { hello = "world" }));
        Answer miss = await app.GetAsync("/", "If-None-Match: \"x\", \"93a23971a914e5eacbf0a8d25154cda3\"");
        Assert.That((miss.Status, miss.CacheKit), Is.EqualTo((304, "MISS")));
    }

    [Test]
    public async Task A_hit_keeps_the_status()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] () => Results.NotFound(new { detail = "none" })), _payloads);
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.Status, hit.CacheKit, hit.Body), Is.EqualTo((404, "HIT", """{"detail":"none"}""")));
    }

    [Test]
    public async Task A_hit_keeps_the_content_type_and_may_be_binary()
    {
        byte[] image = [0x89, 0x50, 0x4E, 0x47, 0xFF, 0x00];
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Results.Bytes(image, "image/png")), _payloads);
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Content-Type"], hit.Bytes), Is.EqualTo(("HIT", "image/png", image)));
    }

    [Test]
    public async Task The_max_age_is_neither_None_on_a_miss_nor_minus_one_on_a_hit()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache] () => "hello"), _payloads);
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss["Cache-Control"], hit["Cache-Control"], hit.CacheKit), Is.EqualTo(("max-age=31536000", "max-age=31536000", "HIT")));
    }

    [Test]
    public async Task Clearing_user_leaves_users()
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/user", [Cache(60, Namespace = "user")] () => "");
            routes.MapGet("/users", [Cache(60, Namespace = "users")] () => "");
            routes.MapGet("/user-x", [Cache(60, Namespace = "user:x")] () => "");
        });
        foreach (string path in new[] { "/user", "/users", "/user-x" })
            await app.GetAsync(path);
        long cleared = await app.Cache.ClearAsync("user");
        Assert.That((cleared, (await app.GetAsync("/users")).CacheKit, (await app.GetAsync("/user-x")).CacheKit), Is.EqualTo((1, "HIT", "HIT")));
    }

    [Test]
    public async Task Clearing_a_namespace_with_a_wildcard_in_its_name_leaves_others()
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/star", [Cache(60, Namespace = "*")] () => "");
            routes.MapGet("/a", [Cache(60, Namespace = "a")] () => "");
        });
        await app.GetAsync("/star");
        await app.GetAsync("/a");
        Assert.That((await app.Cache.ClearAsync("*"), (await app.GetAsync("/a")).CacheKit), Is.EqualTo((1, "HIT")));
    }

    [Test]
    public async Task No_user_gets_the_response_of_another()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", [Cache(60)] (HttpContext context) => context.User.Claims.First().Value),
            new TestAppSettings { Outer = outer => outer.UseCookieUser() });
        await app.GetAsync("/me", "Cookie: user=ann");
        Assert.That((await app.GetAsync("/me", "Cookie: user=bob")).Body, Is.EqualTo("bob"));
    }

    [Test]
    public void An_expiration_of_zero_is_an_error_and_not_the_default() =>
        Assert.That(
            () => TestApp.StartAsync(routes => routes.MapGet("/orders", [Cache(0)] () => "")),
            Throws.InvalidOperationException.With.Message.Contains("/orders").And.Message.Contains("above zero"));

    [Test]
    public async Task A_cache_control_that_says_more_than_one_thing_is_obeyed()
    {
        await using TestApp app = await TestApp.StartAsync(Counted);
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", "Cache-Control: max-age=0, no-cache")).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_forced_refresh_leaves_a_fresh_entry()
    {
        await using TestApp app = await TestApp.StartAsync(Counted);
        await app.GetAsync();
        await app.GetAsync("/", "Cache-Control: no-cache");
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task The_first_call_freezes_no_setting()
    {
        using var entries = new InMemoryBackend();
        var store = new PayloadBackend(entries);
        CacheManager.Init(store, "p", options => options.Expiration = TimeSpan.FromSeconds(60));
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache] () => "hello"), _global);
        await app.GetAsync();
        CacheManager.Reset();
        CacheManager.Init(store, "p", options =>
        {
            options.Expiration = TimeSpan.FromSeconds(30);
            options.KeyBuilder = new HashedKeyBuilder();
        });
        Answer second = await app.GetAsync();
        Assert.That((second.CacheKit, second["Cache-Control"]), Is.EqualTo(("MISS", "max-age=30")));
        Assert.That(store.Keys, Has.One.Match("^p::[0-9a-f]{32}$"));
    }

    [Test]
    public void A_second_init_is_not_ignored()
    {
        using var backend = new InMemoryBackend();
        CacheManager.Init(backend, "one");
        CacheManager.Init(backend, "two");
        Assert.That(CacheManager.Prefix, Is.EqualTo("two"));
    }

    [Test]
    public async Task Removing_one_key_leaves_the_rest_of_the_prefix()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/{id}", [Cache(60)] (int id) => ++_runs), new TestAppSettings { Prefix = "api" });
        await app.GetAsync("/1");
        await app.GetAsync("/2");
        await app.Cache.RemoveAsync($"GET {app.Origin}/1");
        Assert.That(((await app.GetAsync("/1")).CacheKit, (await app.GetAsync("/2")).CacheKit), Is.EqualTo(("MISS", "HIT")));
    }

    [Test]
    public async Task Removing_an_absent_key_is_no_error()
    {
        await using TestApp app = await TestApp.StartAsync(Counted);
        Assert.That((await app.Cache.RemoveAsync("none"), await app.Cache.ClearAsync("none")), Is.EqualTo((false, 0)));
    }

    [Test]
    public void Positional_named_and_default_arguments_make_one_key()
    {
        MethodInfo method = typeof(KnownFaultsTests).GetMethod(nameof(Add), BindingFlags.NonPublic | BindingFlags.Static)!;
        string positional = KeyOf(method, new CacheArgument("a", 1), new CacheArgument("b", 2));
        string named = KeyOf(method, new CacheArgument("b", 2), new CacheArgument("a", 1));
        string defaulted = KeyOf(method, new CacheArgument("a", 1));
        Assert.That((named, defaulted), Is.EqualTo((positional, positional)));
    }

    [Test]
    public void An_object_is_never_in_a_key_by_its_address()
    {
        MethodInfo method = typeof(KnownFaultsTests).GetMethod(nameof(Take), BindingFlags.NonPublic | BindingFlags.Static)!;
        Assert.That(() => KeyOf(method, new CacheArgument("session", new object())), Throws.ArgumentException.With.Message.Contains("no stable text form"));
    }

    [Test]
    public async Task A_handler_that_takes_services_and_the_request_is_hit()
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
            routes.MapGet(
                "/",
                [Cache(60)] (HttpContext context, ICacheSettings cache, CancellationToken stop) =>
                    $"{++_runs} {cache.Prefix} {context.TraceIdentifier} {stop.IsCancellationRequested}"));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task Two_addresses_of_one_handler_have_an_entry_each()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/{**path}", [Cache(60)] () => ++_runs));
        await app.GetAsync("/a?x=1");
        Assert.That((await app.GetAsync("/b?x=1")).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_result_of_null_is_cached()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60)] object? () =>
        {
            _runs++;
            return null;
        }), _payloads);
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.Status, hit.CacheKit, _runs), Is.EqualTo((200, "HIT", 1)));

        for (int i = 0; i < 2; i++)
        {
            await app.Cache.GetOrCreateAsync<string?>("nothing", _ =>
            {
                _runs++;
                return new(result: null);
            });
        }

        Assert.That(_runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_coder_that_fails_is_no_500()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60, Coder = typeof(BrokenCoder))] () => ++_runs), _payloads);
        await app.GetAsync();
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_store_that_is_down_is_no_500()
    {
        using var entries = new InMemoryBackend();
        await using TestApp app = await TestApp.StartAsync(Counted, new TestAppSettings { Backend = new BrokenBackend(entries) });
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Two_stores_in_memory_share_nothing()
    {
        await using TestApp one = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(Host = false)] () => ++_runs));
        await using TestApp other = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(Host = false)] () => ++_runs));
        await one.GetAsync();
        Assert.That((await other.GetAsync()).CacheKit, Is.EqualTo("MISS"));
    }

    [Test]
    public async Task In_memory_no_expiration_is_for_ever()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache] () => "hello"));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromDays(365));
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    private static string KeyOf(MethodInfo method, params CacheArgument[] arguments) =>
        new DefaultKeyBuilder().Build(new CacheCall { Method = method, Arguments = arguments });

    private static int Add(int a, int b = 2) => a + b;

    private static object Take(object session) => session;

    private void Counted(WebApplication routes) => routes.MapGet("/", [Cache(60)] () => ++_runs);

    private sealed class BrokenCoder : ICoder
    {
        public void Encode<T>(T value, IBufferWriter<byte> output) => throw new FormatException("encode");

        public T? Decode<T>(ReadOnlySpan<byte> payload) => throw new FormatException("decode");
    }
}
