using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Applications that identify users by more than one identity.</summary>
internal sealed class IdentityScenarios(string storeName) : ScenarioTests(storeName)
{
    private int _runs;
    private int _tokens;

    [SetUp]
    public void Forget() => _runs = 0;

    [Test]
    public async Task A_user_whose_identity_middleware_adds_gets_no_response_of_another_user()
    {
        await using TestApp app = await StartAsync(
#pragma warning disable CK0007 // What it warns of is what is tested.
            routes => routes.MapGet("/me", [Cache(60)] (HttpContext context) => NameOf(context)).RequireAuthorization(), Added());
#pragma warning restore CK0007
        await app.GetAsync("/me", "X-Token: ann");
        Answer bob = await app.GetAsync("/me", "X-Token: bob");
        Assert.That((bob.Body, bob.CacheStatus), Is.EqualTo(("bob", "CacheKit; fwd=bypass; detail=user")));
    }

    [Test]
    public async Task Users_whose_identities_middleware_adds_have_entries_of_their_own()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/me", [Cache(60), VaryBy(User = true)] (HttpContext context) => NameOf(context)).RequireAuthorization(), Added());
        await app.GetAsync("/me", "X-Token: ann");
        Answer bob = await app.GetAsync("/me", "X-Token: bob");
        Answer ann = await app.GetAsync("/me", "X-Token: ann");
        Assert.That((bob.Body, bob.CacheKit, ann.Body, ann.CacheKit), Is.EqualTo(("bob", "MISS", "ann", "HIT")));
    }

    [Test]
    public async Task A_public_endpoint_stores_no_response_of_a_user_whose_identity_middleware_adds()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) => NameOf(context)), Added());
        await app.GetAsync("/", "X-Token: ann");
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("nobody"));
    }

    [Test]
    public async Task A_user_whose_identity_a_handler_adds_leaves_no_entry([Values] bool varyByUser)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", (HttpContext context) =>
        {
            context.User.AddIdentity(IdentityOf("ann", "Late"));
            return ++_runs;
        }).Cache(60).VaryBy(user: varyByUser));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task One_id_by_two_schemes_is_two_users()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/me", [Cache(60), VaryBy(User = true)] (HttpContext context) => $"{context.User.Identities.Last().AuthenticationType} 7"),
            Signed(context => IdentityOf("7", context.Request.Headers["X-Scheme"].ToString())));
        await app.GetAsync("/me", "X-Scheme: Staff");
        Answer customer = await app.GetAsync("/me", "X-Scheme: Customers");
        Assert.That((customer.Body, customer.CacheKit), Is.EqualTo(("Customers 7", "MISS")));
    }

    [Test]
    public async Task Claims_that_a_transformation_adds_distinguish_users()
    {
        TestAppSettings settings = Signed(_ => null) with
        {
            Services = services =>
            {
                services.AddAuthentication(TokenHandler.Scheme).AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.Scheme, null);
                services.AddAuthorization();
                services.AddHttpContextAccessor();
                services.AddTransient<IClaimsTransformation, TenantTransformation>();
            },
            Outer = app => app.UseAuthentication().UseAuthorization(),
        };
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/me", [Cache(60), VaryBy(User = true)] (HttpContext context) => context.User.FindFirst("tenant")!.Value).RequireAuthorization(), settings);
        await app.GetAsync("/me", "X-Token: ann", "X-Tenant: one");
        Answer two = await app.GetAsync("/me", "X-Token: ann", "X-Tenant: two");
        Answer one = await app.GetAsync("/me", "X-Token: ann", "X-Tenant: one");
        Assert.That((two.Body, two.CacheKit, one.Body, one.CacheKit), Is.EqualTo(("two", "MISS", "one", "HIT")));
    }

    [Test]
    public async Task A_user_who_gets_another_role_gets_new_entries_and_one_with_a_new_token_does_not()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/me", [Cache(60), VaryBy(User = true)] () => ++_runs),
            Signed(context => new ClaimsIdentity(
            [
                new Claim("sub", "ann"), new Claim("role", context.Request.Headers["X-Role"].ToString()),
                new Claim("jti", Guid.NewGuid().ToString()), new Claim("exp", $"{++_tokens}"),
            ], "Bearer")));
        string[] bodies = [.. await Task.WhenAll(new[] { "reader", "reader" }.Select(async role => (await app.GetAsync("/me", "X-Role: " + role)).Body))];
        Answer editor = await app.GetAsync("/me", "X-Role: editor");
        Assert.That((bodies[0], bodies[1], editor.Body), Is.EqualTo(("1", "1", "2")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_client_that_was_admitted_without_being_identified_bypasses_the_cache(bool varyByUser)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/keyed", () => ++_runs).Cache(60).VaryBy(user: varyByUser).RequireAuthorization(KeyHolders),
            Signed(_ => null));
        await app.GetAsync("/keyed", "X-Api-Key: one");
        Answer two = await app.GetAsync("/keyed", "X-Api-Key: two");
        Assert.That((two.Body, two.CacheStatus), Is.EqualTo(("2", "CacheKit; fwd=bypass; detail=user-unknown")));
    }

    [Test]
    public async Task An_endpoint_under_the_fallback_policy_is_one_that_requires_authorization()
    {
        TestAppSettings settings = Signed(_ => null) with
        {
            Services = services =>
            {
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
                services.AddAuthorizationBuilder()
                    .SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(KeyHolders.Requirements.ToArray()).Build());
            },
        };
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/keyed", () => ++_runs).Cache(60);
                routes.MapGet("/open", [AllowAnonymous] () => ++_runs).Cache(60);
            },
            settings);
        await app.GetAsync("/keyed", "X-Api-Key: one");
        await app.GetAsync("/open");
        Answer keyed = await app.GetAsync("/keyed", "X-Api-Key: two");
        Answer open = await app.GetAsync("/open");
        Assert.That((keyed.CacheStatus, open.CacheKit), Is.EqualTo(("CacheKit; fwd=bypass; detail=user-unknown", "HIT")));
    }

    private static AuthorizationPolicy KeyHolders { get; } = new AuthorizationPolicyBuilder()
        .RequireAssertion(given => given.Resource is HttpContext { Request.Headers: var headers } && headers.ContainsKey("X-Api-Key")).Build();

    private static TestAppSettings Added() => Signed(context =>
        context.Request.Headers["X-Token"] is [{ Length: > 0 } token] ? IdentityOf(token, "Token") : null);

    // Middleware that adds an identity after the anonymous one of a request's user.
    private static TestAppSettings Signed(Func<HttpContext, ClaimsIdentity?> identity) => new()
    {
        Services = services =>
        {
            services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            services.AddAuthorization();
        },
        Outer = app =>
        {
            app.UseAuthentication();
            app.Use((context, next) =>
            {
                if (identity(context) is { } added)
                    context.User.AddIdentity(added);
                return next(context);
            });
            app.UseAuthorization();
        },
    };

    private static ClaimsIdentity IdentityOf(string id, string scheme) => new([new Claim(ClaimTypes.NameIdentifier, id)], scheme);

    private static string NameOf(HttpContext context) => context.User.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? "nobody";
}
