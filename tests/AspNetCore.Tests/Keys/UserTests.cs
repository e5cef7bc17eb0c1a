using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace CacheKit.AspNetCore.Tests.Keys;

/// <summary>Users never see each other's responses.</summary>
public sealed class UserTests(Store store) : EndpointTests(store)
{
    private static readonly TestAppSettings _cookies = new() { Outer = outer => outer.UseCookieUser() };

    [Test]
    public async Task A_request_of_an_authenticated_user_bypasses_the_cache()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++runs), _cookies);
        await app.GetAsync("/", "Cookie: user=ann");
        Answer ann = await app.GetAsync("/", "Cookie: user=ann");
        Answer anonymous = await app.GetAsync();
        Assert.That((ann.Body, ann.CacheKit, ann.CacheStatus), Is.EqualTo(("2", "BYPASS", "CacheKit; fwd=bypass; detail=user")));
        Assert.That((anonymous.Body, anonymous.CacheKit), Is.EqualTo(("3", "MISS")));
    }

    [Test]
    public async Task A_group_can_give_each_user_entries_of_their_own()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGroup("/me").Cache(60).VaryBy(user: true).MapGet("/", (HttpContext context) => NameOf(context)), _cookies);
        await app.GetAsync("/me", "Cookie: user=ann");
        Answer hit = await app.GetAsync("/me", "Cookie: user=ann");
        Answer other = await app.GetAsync("/me", "Cookie: user=bob");
        Assert.That(
            (hit.CacheKit, hit.Body, hit["Cache-Control"], other.CacheKit, other.Body),
            Is.EqualTo(("HIT", "ann", "private, max-age=60", "MISS", "bob")));
    }

    [Test]
    public async Task A_user_gets_no_entry_of_anonymous_requests()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) => NameOf(context)), _cookies);
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", "Cookie: user=ann")).Body, Is.EqualTo("ann"));
    }

    [Test]
    public async Task A_user_who_signs_in_while_the_handler_runs_leaves_no_entry()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.User = SignIn.As("ann");
            return ++runs;
        }));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheStatus), Is.EqualTo(("2", "CacheKit; fwd=uri-miss; detail=user")));
    }

    [Test]
    public async Task A_user_who_signs_in_while_the_handler_runs_leaves_no_entry_where_users_have_their_own()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(User = true)] (HttpContext context) =>
        {
            context.User = SignIn.As("ann");
            return ++runs;
        }));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task Each_user_has_entries_of_their_own()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), VaryBy(User = true)] (HttpContext context) => $"{NameOf(context)} {++runs}"), _cookies);
        string[] first = [await BodyAsync("ann"), await BodyAsync("bob"), await BodyAsync("")];
        string[] second = [await BodyAsync("ann"), await BodyAsync("bob"), await BodyAsync("")];
        Assert.That(first, Is.EqualTo(new[] { "ann 1", "bob 2", "nobody 3" }));
        Assert.That(second, Is.EqualTo(first));

        async Task<string> BodyAsync(string user) => (await app.GetAsync("/", $"Cookie: user={user}")).Body;
    }

    [Test]
    public async Task The_same_id_from_two_issuers_is_two_users()
    {
        await AssertApartAsync("7@google", "7@github");
        await AssertApartAsync("7@google", "7");
    }

    [TestCase("google,7", "7@google")]
    [TestCase("ann&bob", "ann")]
    [TestCase("ann bob", "ann")]
    [TestCase("Ann", "ann")]
    public Task Users_with_names_that_look_alike_are_kept_apart(string one, string other) => AssertApartAsync(one, other);

    [TestCase("google,7", "7@google")]
    [TestCase("ann", "bob")]
    [TestCase("ann", "")]
    public Task Users_are_kept_apart_even_by_a_key_builder_that_forgets_them(string one, string other) =>
        AssertApartAsync(one, other, typeof(ForgetfulKeyBuilder));

    [TestCase(typeof(ForgetfulAsyncKeyBuilder))]
    [TestCase(typeof(HashedKeyBuilder))]
    public Task Users_are_kept_apart_by_every_kind_of_key_builder(Type keyBuilder) => AssertApartAsync("ann", "bob", keyBuilder);

    [Test]
    public async Task The_response_for_a_user_is_private([Values("ann", "")] string user)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(User = true)] () => "hello"), _cookies);
        Answer miss = await app.GetAsync("/", $"Cookie: user={user}");
        Answer hit = await app.GetAsync("/", $"Cookie: user={user}");
        Assert.That((miss["Cache-Control"], miss["Vary"]), Is.EqualTo(("private, max-age=60", "Authorization, Cookie")));
        Assert.That((hit["Cache-Control"], hit["Vary"]), Is.EqualTo(("private, max-age=60", "Authorization, Cookie")));
    }

    [TestCase("max-age=10", "private,max-age=10")]
    [TestCase("public, max-age=10", "public, max-age=10")]
    public async Task The_response_for_a_user_is_private_unless_the_handler_sets_public(string own, string told)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(User = true)] (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = own;
            return "hello";
        }));
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo(told));
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo(told));
    }

    [Test]
    public async Task The_response_for_a_user_is_private_although_the_handler_sets_its_expiration()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(User = true)] (HttpContext context) =>
        {
            context.Response.Headers.Expires = "Sun, 01 Mar 2026 13:00:00 GMT";
            return "hello";
        }));
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo("private"));
    }

    [Test]
    public async Task A_request_with_unchecked_credentials_bypasses_the_cache_although_users_have_entries()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(User = true)] () => ++runs), _cookies);
        await app.GetAsync("/", "Authorization: Bearer abc");
        Answer second = await app.GetAsync("/", "Authorization: Bearer abc");
        Assert.That((second.Body, second.CacheStatus), Is.EqualTo(("2", "CacheKit; fwd=bypass; detail=authorization")));
    }

    [Test]
    public async Task A_request_of_a_user_without_an_identity_text_bypasses_the_cache()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), VaryBy(User = true)] () => ++runs),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    context.User = new ClaimsPrincipal(new ClaimsIdentity("Cookies"));
                    return next(context);
                }),
            });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheStatus), Is.EqualTo(("2", "CacheKit; fwd=bypass; detail=user-unknown")));
    }

    [Test]
    public async Task A_request_without_a_user_gets_none()
    {
        bool hasUser = true;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"),
            new TestAppSettings
            {
                Outer = outer => outer.Use(async (context, next) =>
                {
                    await next(context);
                    hasUser = context.Features.Get<IHttpAuthenticationFeature>()?.User is not null;
                }),
            });
        await app.GetAsync();
        Assert.That(((await app.GetAsync()).CacheKit, hasUser), Is.EqualTo(("HIT", false)));
    }

    private static string NameOf(HttpContext context) => context.User.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? "nobody";

    private async Task AssertApartAsync(string one, string other, Type? keyBuilder = null)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [VaryBy(User = true)] () => ++runs).Cache(60, keyBuilder: keyBuilder), _cookies);
        string[] cookies = [.. new[] { one, other }.Select(user => "Cookie: user=" + Uri.EscapeDataString(user))];
        await app.GetAsync("/", cookies[0]);
        Answer fresh = await app.GetAsync("/", cookies[1]);
        Answer again = await app.GetAsync("/", cookies[0]);
        Assert.That((fresh.Body, again.Body, again.CacheKit), Is.EqualTo(("2", "1", "HIT")), $"{one} and {other}");
    }

    private sealed class ForgetfulKeyBuilder : IKeyBuilder
    {
        public string Build(in CacheCall call) => call.KeyPrefix + "everybody";
    }

    private sealed class ForgetfulAsyncKeyBuilder : IAsyncKeyBuilder
    {
        public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => new(call.KeyPrefix + "everybody");
    }
}
