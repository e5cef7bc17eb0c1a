using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Middleware that identifies the client: authentication, authorization, session and antiforgery.</summary>
internal sealed class OrderOfUsersTests(string store) : OrderScenarios(store)
{
    private const string Authentication = "CacheKit; fwd=uri-miss; detail=authentication";

    [Test]
    public async Task Authentication_in_front_keeps_users_apart()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseAuthentication(), Hello, TokenAuthentication.Add);
        await ExpectUsersApartAsync(app);
    }

    [Test]
    public async Task Authentication_that_is_added_by_itself_stands_in_front()
    {
        await using TestApp app = await StartAsync(inFront: true, _ => { }, Hello, TokenAuthentication.Add);
        await ExpectUsersApartAsync(app);
    }

    [Test]
    public async Task Authentication_behind_stores_nothing_and_is_warned_of_once()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseAuthentication(), Hello, TokenAuthentication.Add);
        Answer nobody = await app.GetAsync();
        Answer ann = await app.GetAsync("/", "X-Person: ann");
        Answer bob = await app.GetAsync("/", "Authorization: Token bob");
        Answer again = await app.GetAsync();

        Assert.That((nobody.Body, nobody.CacheStatus), Is.EqualTo(("hello ", Authentication)));
        Assert.That((ann.Body, ann.CacheStatus), Is.EqualTo(("hello ann", Authentication)));
        Assert.That((bob.Body, bob.CacheStatus), Is.EqualTo(("hello bob", "CacheKit; fwd=bypass; detail=authorization")));
        Assert.That((again.Body, again.CacheStatus), Is.EqualTo(("hello ", Authentication)));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("Call app.UseCacheKit() after app.UseAuthentication()"));
    }

    [Test]
    public async Task Credentials_that_are_authenticated_behind_are_warned_of_where_an_endpoint_varies_by_user()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseAuthentication(), Hello, TokenAuthentication.Add);
        Answer ann = await app.GetAsync("/mine", "Authorization: Token ann");
        Answer bob = await app.GetAsync("/mine", "Authorization: Token bob");

        Assert.That((ann.Body, ann.CacheStatus), Is.EqualTo(("ann", "CacheKit; fwd=bypass; detail=authorization")));
        Assert.That(bob.Body, Is.EqualTo("bob"));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("/mine"));
    }

    [Test]
    public async Task Cookie_authentication_behind_gives_no_user_the_page_of_another()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseAuthentication(), Hello, CookieAuthentication);
        string cookie = "Cookie: " + (await app.GetAsync("/sign-in"))["Set-Cookie"]!.Split(';')[0];
        Answer ann = await app.GetAsync("/", cookie);
        Answer nobody = await app.GetAsync();
        Answer again = await app.GetAsync("/", cookie);

        Assert.That((ann.Body, ann.CacheStatus), Is.EqualTo(("hello ann", Authentication)));
        Assert.That((nobody.Body, nobody.CacheStatus), Is.EqualTo(("hello ", Authentication)));
        Assert.That(again.Body, Is.EqualTo("hello ann"));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Middleware_behind_that_makes_a_user_of_a_request_is_warned_of_once()
    {
        await using TestApp app = await StartAsync(inFront: false, UsePerson, Hello);
        await app.GetAsync("/", "X-Person: ann");
        Answer bob = await app.GetAsync("/", "X-Person: bob");

        Assert.That((bob.Body, bob.CacheStatus), Is.EqualTo(("hello bob", "CacheKit; fwd=uri-miss; detail=user")));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("belongs before UseCacheKit"));
    }

    [Test]
    public async Task Authorization_in_front_refuses_before_the_cache_answers()
    {
        await using TestApp app = await StartAsync(inFront: true, UseBoth, Secret, TokenAuthentication.Add);
        await app.GetAsync("/secret", "X-Person: ann");
        Answer hit = await app.GetAsync("/secret", "X-Person: ann");
        Answer bob = await app.GetAsync("/secret", "X-Person: bob");
        Answer nobody = await app.GetAsync("/secret");

        Assert.That((hit.CacheKit, hit.Body, bob.CacheKit, bob.Body), Is.EqualTo(("HIT", "ann", "MISS", "bob")));
        Assert.That((nobody.Status, nobody.CacheKit), Is.EqualTo((401, (string?)null)));
    }

    [Test]
    public async Task Authorization_behind_is_an_exception_that_names_the_endpoint()
    {
        await using TestApp app = await StartAsync(inFront: false, UseBoth, Secret, TokenAuthentication.Add);
        Answer secret = await app.GetAsync("/secret", "X-Person: ann");
        Answer open = await app.GetAsync("/open", "X-Person: ann");

        Assert.That((secret.Status, secret.Body), Is.EqualTo((500, "")));
        Assert.That(ErrorsOf(app), Has.Some.Contains("/secret").And.Some.Contains("app.UseAuthorization()"));
        Assert.That((open.Body, open.CacheStatus), Is.EqualTo(("open to ann", Authentication)));
    }

    [Test]
    public async Task A_fallback_policy_counts_as_authorization()
    {
        await using TestApp front = await StartAsync(inFront: true, UseBoth, Hello, WithFallbackPolicy);
        await using TestApp behind = await StartAsync(inFront: false, UseBoth, Hello, WithFallbackPolicy);
        Answer nobody = await front.GetAsync();
        Answer ann = await front.GetAsync("/mine", "X-Person: ann");
        Answer wrong = await behind.GetAsync();

        Assert.That((nobody.Status, nobody.CacheKit, ann.CacheKit), Is.EqualTo((401, (string?)null, "MISS")));
        Assert.That(wrong.Status, Is.EqualTo(500));
        Assert.That(ErrorsOf(behind), Has.Some.Contains("Call app.UseCacheKit() after app.UseAuthorization()"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_session_on_either_side_keeps_the_pages_that_use_it_out_of_the_cache(bool inFront)
    {
        await using TestApp app = await StartAsync(inFront, app => app.UseSession(), Sessions, AddSession);
        Answer first = await app.GetAsync("/basket?add=book");
        string cookie = "Cookie: " + first["Set-Cookie"]!.Split(';')[0];
        Answer mine = await app.GetAsync("/basket", cookie);
        Answer other = await app.GetAsync("/basket");

        Assert.That((mine.Body, mine.CacheStatus), Is.EqualTo(("book", "CacheKit; fwd=uri-miss; detail=session")));
        Assert.That((other.Body, other.CacheStatus), Is.EqualTo(("", "CacheKit; fwd=uri-miss; detail=session")));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("uses the session"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_session_on_either_side_leaves_other_pages_in_the_cache(bool inFront)
    {
        await using TestApp app = await StartAsync(inFront, app => app.UseSession(), Sessions, AddSession);
        string cookie = "Cookie: " + (await app.GetAsync("/basket?add=book"))["Set-Cookie"]!.Split(';')[0];
        Answer miss = await app.GetAsync("/news", cookie);
        Answer hit = await app.GetAsync("/news");
        Answer raw = await app.GetAsync("/raw", cookie);

        Assert.That((miss.CacheStatus, hit.CacheKit), Is.EqualTo((Stored, "HIT")));
        Assert.That(raw.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=cookie"));
    }

    [Test]
    public async Task A_session_before_authentication_is_as_good_as_after_it()
    {
        await using TestApp app = await StartAsync(
            inFront: true,
            app => app.UseSession().UseAuthentication(),
            routes =>
            {
                Hello(routes);
                Sessions(routes);
            },
            services =>
            {
                TokenAuthentication.Add(services);
                AddSession(services);
            });
        await ExpectUsersApartAsync(app);
        Answer basket = await app.GetAsync("/basket?add=book", "X-Person: ann");
        Assert.That(basket.CacheStatus, Is.EqualTo("CacheKit; fwd=bypass; detail=user"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Antiforgery_on_either_side_keeps_pages_with_a_token_out_of_the_cache(bool inFront)
    {
        await using TestApp app = await StartAsync(
            inFront,
            app => app.UseAntiforgery(),
            routes =>
            {
                routes.MapGet("/form", [Cache(60)] (HttpContext context, IAntiforgery tokens) => tokens.GetAndStoreTokens(context).RequestToken);
                routes.MapGet("/", [Cache(60)] () => "no form");
            },
            services => services.AddAntiforgery());
        Answer first = await app.GetAsync("/form");
        Answer second = await app.GetAsync("/form", "Cookie: " + first["Set-Cookie"]!.Split(';')[0]);
        await app.GetAsync();
        Answer plain = await app.GetAsync();

        Assert.That(first.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=set-cookie"));
        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=antiforgery"));
        Assert.That((second.Body == first.Body, plain.CacheKit), Is.EqualTo((false, "HIT")));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("antiforgery token"));
    }

    private static IEnumerable<string> ErrorsOf(TestApp app) => app.Log.Lines.Select(line => line.Exception?.Message ?? "");

    private static async Task ExpectUsersApartAsync(TestApp app)
    {
        Answer nobody = await app.GetAsync();
        Answer ann = await app.GetAsync("/", "X-Person: ann");
        Answer hit = await app.GetAsync();
        await app.GetAsync("/mine", "X-Person: ann");
        Answer mine = await app.GetAsync("/mine", "X-Person: ann");
        Answer bobs = await app.GetAsync("/mine", "Authorization: Token bob");

        Assert.That((nobody.CacheStatus, hit.CacheKit, hit.Body), Is.EqualTo((Stored, "HIT", "hello ")));
        Assert.That((ann.Body, ann.CacheStatus), Is.EqualTo(("hello ann", "CacheKit; fwd=bypass; detail=user")));
        Assert.That((mine.CacheKit, mine.Body, bobs.CacheKit, bobs.Body), Is.EqualTo(("HIT", "ann", "MISS", "bob")));
        Assert.That(WarningsOf(app), Is.Empty);
    }

    private static void Hello(WebApplication routes)
    {
        routes.MapGet("/", [Cache(60)] (HttpContext context) => $"hello {context.User.Identity?.Name}");
        routes.MapGet("/mine", [Cache(60), VaryBy(User = true)] (HttpContext context) => $"{context.User.Identity?.Name}");
        routes.MapGet("/sign-in", (HttpContext context) => context.SignInAsync(new ClaimsPrincipal(
            new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")], CookieAuthenticationDefaults.AuthenticationScheme))));
    }

    private static void Secret(WebApplication routes)
    {
        routes.MapGet("/secret", [Cache(60), VaryBy(User = true), Authorize] (HttpContext context) => $"{context.User.Identity?.Name}");
        routes.MapGet("/open", [Cache(60)] (HttpContext context) => $"open to {context.User.Identity?.Name}");
    }

    private static void Sessions(WebApplication routes)
    {
        routes.MapGet("/basket", [Cache(60), VaryBy(Query = [])] (HttpContext context, string? add) =>
        {
            if (add is not null)
                context.Session.SetString("basket", add);
            return context.Session.GetString("basket") ?? "";
        });
        routes.MapGet("/news", [Cache(60)] () => "news");
        routes.MapGet("/raw", [Cache(60)] (HttpRequest request) => request.Cookies[".AspNetCore.Session"]);
    }

    private static void UseBoth(WebApplication app) => app.UseAuthentication().UseAuthorization();

    private static void UsePerson(WebApplication app) => app.Use((context, next) =>
    {
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, context.Request.Headers["X-Person"].ToString())], "Person"));
        return next(context);
    });

    private static void CookieAuthentication(IServiceCollection services) =>
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();

    private static void AddSession(IServiceCollection services) => services.AddDistributedMemoryCache().AddSession();

    private static void WithFallbackPolicy(IServiceCollection services)
    {
        TokenAuthentication.Add(services);
        services.Configure<AuthorizationOptions>(options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
