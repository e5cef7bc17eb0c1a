using System.Buffers;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>Invalid and contradictory settings are an error when the application starts, which names the endpoint.</summary>
[TestFixture]
public sealed class StartUpErrorTests
{
    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(int.MinValue + 1)]
    public Task An_expiration_of_zero_or_less_on_an_attribute(int expire) =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", () => "").WithMetadata(new CacheAttribute(expire)), $"expires after {expire} seconds");

    [Test]
    public Task An_expiration_of_zero_on_a_handler() =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", [Cache(0)] () => ""), "[Cache] expires after 0 seconds");

    [TestCase(0)]
    [TestCase(-5)]
    public Task An_expiration_of_zero_or_less_on_a_route(int expire) =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", () => "").Cache(expire), $".Cache() expires after {expire} seconds");

    [Test]
    public Task An_expiration_of_zero_on_a_group_even_where_an_endpoint_overrides_it() =>
        AssertRefusedAsync(routes => routes.MapGroup("").Cache(0).MapGet("/orders", [Cache(60)] () => ""), "expires after 0 seconds");

    [Test]
    public void A_default_expiration_of_zero() =>
        Assert.That(
            () => TestApp.StartAsync(_ => { }, new TestAppSettings { Options = options => options.Expiration = TimeSpan.Zero }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("default expiration"));

    [Test]
    public Task A_type_that_is_no_coder() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", [Cache(60, Coder = typeof(string))] () => ""),
            "its Coder is System.String, which does not implement ICoder");

    [TestCase(typeof(NeedyCoder))]
    [TestCase(typeof(AbstractCoder))]
    [TestCase(typeof(FailingCoder))]
    [TestCase(typeof(OpenCoder<>))]
    [TestCase(typeof(ICoder))]
    public Task A_coder_that_can_not_be_made(Type coder) =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", () => "").Cache(60, coder: coder), "could not be created");

    [Test]
    public Task A_type_that_is_no_key_builder() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", [Cache(60, KeyBuilder = typeof(JsonCoder))] () => ""),
            "its KeyBuilder is CacheKit.JsonCoder, which does not implement IKeyBuilder");

    [Test]
    public Task Two_attributes_on_one_handler() =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", [Cache(60), CacheOneHour] () => ""), "[Cache] and [CacheOneHour]");

    [Test]
    public Task Two_expirations_on_one_route() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", [Cache(60)] () => "").Cache(30),
            "[Cache] and .Cache() on the same route set different values for Expire");

    [Test]
    public Task Two_namespaces_on_one_route() =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", [Cache(60, Namespace = "a")] () => "").Cache(@namespace: "b"), "Namespace");

    [Test]
    public Task Two_coders_on_one_route() =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", [Cache(60, Coder = typeof(JsonCoder))] () => "").Cache(coder: typeof(NeedyCoder)), "Coder");

    [Test]
    public Task Two_key_builders_on_one_route() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", [Cache(60, KeyBuilder = typeof(HashedKeyBuilder))] () => "").Cache(
                keyBuilder: typeof(DefaultKeyBuilder)),
            "KeyBuilder");

    [Test]
    public Task A_cache_that_is_not_registered() =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", [Cache(60), CacheName("second")] () => ""), "There is no cache 'second'");

    [TestCase(100)]
    [TestCase(199)]
    [TestCase(206)]
    [TestCase(304)]
    [TestCase(407)]
    [TestCase(408)]
    [TestCase(411)]
    [TestCase(412)]
    [TestCase(413)]
    [TestCase(415)]
    [TestCase(416)]
    [TestCase(417)]
    [TestCase(421)]
    [TestCase(425)]
    [TestCase(426)]
    [TestCase(428)]
    [TestCase(429)]
    [TestCase(431)]
    [TestCase(499)]
    [TestCase(505)]
    [TestCase(511)]
    [TestCase(600)]
    public Task A_status_that_can_not_be_cached(int status) =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", [Cache(60)] () => "").WithMetadata(new CacheStatusCodesAttribute(status)),
            $"CacheStatusCodes names {status}");

    [TestCase(0)]
    [TestCase(-1)]
    public Task An_expiration_of_zero_or_less_of_a_status(int expire) =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", [Cache(60)] () => "").CacheStatusCodes([404], expire),
            $"CacheStatusCodes expires after {expire} seconds");

    [Test]
    public Task A_second_expiration_of_status_200() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", [Cache(60), CacheStatusCodes(200, Expire = 10)] () => ""),
            "CacheStatusCodes sets the expiration of status 200");

    [Test]
    public Task A_hard_timeout() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", () => "").Cache(
                new CacheEntryOptions { Stale = new StaleOptions { HardTimeout = TimeSpan.FromSeconds(5) } }),
            "HardTimeout is for functions");

    [Test]
    public Task An_expiration_of_nulls() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", () => "").Cache(
                new CacheEntryOptions { ExpirationRules = new ExpirationRules { NullExpiration = TimeSpan.FromSeconds(5) } }),
            "NullExpiration is for functions");

    [Test]
    public Task A_soft_timeout_without_a_grace() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", () => "").Cache(
                new CacheEntryOptions { Stale = new StaleOptions { SoftTimeout = TimeSpan.FromSeconds(1) } }),
            "SoftTimeout needs a Grace");

    [Test]
    public Task Two_graces_on_one_route() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", [Cache(60, Grace = 10)] () => "").Cache(grace: 20),
            "[Cache] and .Cache() on the same route set different values for Grace");

    [Test]
    public Task A_vary_by_everything() =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", [Cache(60), VaryBy(Headers = ["*"])] () => ""), "VaryBy names the header *");

    [TestCase("user:{id}", "its tag 'user:{id}' names id, which is not a parameter of its route")]
    [TestCase("user:{", "its tag 'user:{' can't be parsed: The brace { at position 6 is unmatched")]
    [TestCase("", "its tag '' can't be parsed: A tag must not be empty")]
    public Task A_tag_that_can_not_be_filled_in(string tag, string what) =>
        AssertRefusedAsync(routes => routes.MapGet("/orders/{number}", (int number) => number).Cache(60, tags: [tag]), what);

    [Test]
    public void A_cache_without_a_store() =>
        Assert.That(
            () => TestApp.StartAsync(
                routes => routes.MapGet("/orders", [Cache(60)] () => ""),
                new TestAppSettings { AddsCacheKit = false, Services = services => services.AddCacheKit() }),
            Throws.InvalidOperationException.With.Message.Contains("has no store"));

    [Test]
    public void A_limit_below_zero() =>
        Assert.That(
            () => TestApp.StartAsync(_ => { }, new TestAppSettings { Http = http => http.MaximumBodySize = -1 }),
            Throws.ArgumentException.With.Message.Contains("MaximumBodySize is -1"));

    [TestCase("")]
    [TestCase("fifteen letters")]
    public void A_secret_that_could_be_guessed(string secret) =>
        Assert.That(
            () => TestApp.StartAsync(_ => { }, new TestAppSettings { Http = http => http.CredentialSecret = secret }),
            Throws.ArgumentException.With.Message.Contains("CredentialSecret is shorter than 16 characters"));

    [Test]
    public Task A_cookie_without_a_name() =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", () => "").Cache(60).VaryBy(cookies: [""]), "an empty cookie name");

    [Test]
    public Task A_cookie_that_counts_and_is_irrelevant() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", () => "").Cache(60).VaryBy(cookies: ["theme"], irrelevantCookies: ["Theme"]),
            "Keep one of the two");

    [Test]
    public void A_missing_UseCacheKit() =>
        Assert.That(
            () => StartAsAnApplicationAsync(routes => routes.MapGet("/orders", [Cache(60)] () => ""), usesCacheKit: false),
            Throws.InvalidOperationException.With.Message.Contains("/orders").And.Message.Contains("Call app.UseCacheKit()"));

    [Test]
    public void A_UseCacheKit_that_no_endpoint_needs_may_be_missing() =>
        Assert.That(() => StartAsAnApplicationAsync(routes => routes.MapGet("/orders", () => ""), usesCacheKit: false), Throws.Nothing);

    [Test]
    public void A_UseCacheKit_in_the_pipeline_is_found() =>
        Assert.That(() => StartAsAnApplicationAsync(routes => routes.MapGet("/orders", [Cache(60)] () => ""), usesCacheKit: true), Throws.Nothing);

    // With the start-up check that the package adds to an application when it is built.
    private static async Task StartAsAnApplicationAsync(Action<WebApplication> routes, bool usesCacheKit)
    {
        await using TestApp app = await TestApp.StartAsync(routes, new TestAppSettings { UsesCacheKit = usesCacheKit, ChecksAtStartUp = true });
    }

    private static async Task AssertRefusedAsync(Action<WebApplication> routes, string what)
    {
        InvalidOperationException? error = null;
        try
        {
            await using TestApp app = await TestApp.StartAsync(routes);
        }
        catch (InvalidOperationException exception)
        {
            error = exception;
        }

        Assert.That(error, Is.Not.Null, "the application has started");
        Assert.That(error!.Message, Does.Contain(what).And.Contain("/orders"));
    }

    private abstract class AbstractCoder : ICoder
    {
        public void Encode<T>(T value, IBufferWriter<byte> output) => throw new NotSupportedException();

        public T? Decode<T>(ReadOnlySpan<byte> payload) => throw new NotSupportedException();
    }

#pragma warning disable CS9113 // It is enough that nobody can pass it.
    private sealed class NeedyCoder(Version version) : AbstractCoder;
#pragma warning restore CS9113

    private sealed class FailingCoder : AbstractCoder
    {
        public FailingCoder() => throw new FormatException("No key was configured.");
    }

    private sealed class OpenCoder<T> : AbstractCoder;
}
