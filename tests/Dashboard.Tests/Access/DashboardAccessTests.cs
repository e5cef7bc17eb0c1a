using Microsoft.AspNetCore.Authorization;

namespace CacheKit.Dashboard.Tests.Access;

/// <summary>Which requests the dashboard answers, for environments, authorization and users.</summary>
[TestFixture]
internal sealed class DashboardAccessTests
{
    // How authorization is required.
    private const string Nothing = "nothing";
    private const string Required = "RequireAuthorization()";
    private const string Policy = "RequireAuthorization(policy)";
    private const string Built = "an AuthorizationPolicy";
    private const string OnGroup = "on a group";
    private const string Fallback = "a fallback policy";
    private const string Anonymous = "RequireAuthorization() and AllowAnonymous()";
    private const string AnonymousOnly = "AllowAnonymous()";

    private const string Requires = "MapCacheKit().RequireAuthorization()";

    [TestCase("Production", Nothing, "", 403)]
    [TestCase("Production", Nothing, "admin", 403)]
    [TestCase("Production", Required, "", 401)]
    [TestCase("Production", Required, "reader", 200)]
    [TestCase("Production", Policy, "", 401)]
    [TestCase("Production", Policy, "reader", 403)]
    [TestCase("Production", Policy, "admin", 200)]
    [TestCase("Production", Built, "", 401)]
    [TestCase("Production", Built, "reader", 200)]
    [TestCase("Production", OnGroup, "", 401)]
    [TestCase("Production", OnGroup, "reader", 200)]
    [TestCase("Production", Fallback, "", 401)]
    [TestCase("Production", Fallback, "reader", 200)]
    [TestCase("Production", Anonymous, "", 403)]
    [TestCase("Production", Anonymous, "admin", 403)]
    [TestCase("Production", AnonymousOnly, "", 403)]
    [TestCase("Staging", Nothing, "admin", 403)]
    [TestCase("Staging", Required, "reader", 200)]
    [TestCase("Development", Nothing, "", 200)]
    [TestCase("Development", AnonymousOnly, "", 200)]
    [TestCase("Development", Required, "", 401)]
    [TestCase("Development", Required, "reader", 200)]
    [TestCase("Development", Policy, "reader", 403)]
    [TestCase("Development", Fallback, "", 401)]
    public async Task An_environment_an_authorization_and_a_user_get_this_status(string environment, string authorization, string user, int status)
    {
        await using DashboardApp app = await StartAsync(environment, authorization);

        foreach (string path in new[] { "api/caches", "api/openapi.json", "api/caches/default/keys" })
        {
            Answer answer = await app.GetAsync(path, user.Length == 0 ? [] : ["X-User: " + user]);
            Assert.That(answer.Status, Is.EqualTo(status), path);
        }

        Answer change = await app.PostAsync("api/caches/default/clear", """{"namespace":null}""", user.Length == 0 ? [] : ["X-User: " + user]);
        Assert.That(change.Status, Is.EqualTo(status), "a change");
    }

    [TestCase("Production", Nothing, true)]
    [TestCase("Production", Anonymous, true)]
    [TestCase("Production", Required, false)]
    [TestCase("Production", Fallback, false)]
    [TestCase("Development", Nothing, false)]
    public async Task A_dashboard_that_refuses_all_requests_is_warned_of_when_the_application_starts(
        string environment, string authorization, bool isWarnedOf)
    {
        await using DashboardApp app = await StartAsync(environment, authorization);

        IEnumerable<LogLine> warnings = app.Log.OfCacheKit.Where(line => line.Message.Contains(Requires, StringComparison.Ordinal));
        Assert.That(warnings.Count(), Is.EqualTo(isWarnedOf ? 1 : 0));
    }

    [Test]
    public async Task The_warning_names_the_path_of_the_dashboard()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Environment = "Production",
            Map = app => app.MapGroup("/admin").MapCacheKit("/cache"),
        });

        Assert.That(app.Log.OfCacheKit.Select(line => line.Message), Has.One.StartsWith("The dashboard at /admin/cache/ refuses"));
    }

    [Test]
    public async Task A_refusal_says_what_to_call()
    {
        await using DashboardApp app = await StartAsync("Production", Nothing);

        Answer answer = await app.GetAsync("api/caches");
        Assert.That(answer.Body, Does.Contain("app." + Requires));
    }

    [Test]
    public async Task A_fallback_policy_that_no_middleware_applies_does_not_open_the_dashboard()
    {
        // Registered after the middleware looked for it: WebApplication adds its own only where services of authorization exist.
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Environment = "Production",
            Services = services => services.AddSingleton<IAuthorizationPolicyProvider>(new OnlyFallback()),
        });

        Answer answer = await app.GetAsync("api/caches");
        Assert.That(answer.Status, Is.EqualTo(403));
    }

    [TestCase(false, 403)]
    [TestCase(true, 401)]
    public async Task A_fallback_policy_that_is_loaded_asynchronously_counts_only_if_there_is_one(bool hasFallback, int status)
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Environment = "Production",
            Services = services =>
            {
                TestUser.Add(services);
                services.AddSingleton<IAuthorizationPolicyProvider>(new LoadedFallback(hasFallback ? OnlyFallback.Policy : null));
            },
        });

        Answer answer = await app.GetAsync("api/caches");
        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
    }

    [Test]
    public async Task A_fallback_policy_that_is_taken_back_closes_the_dashboard()
    {
        var policies = new LoadedFallback(OnlyFallback.Policy);
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Environment = "Production",
            Services = services =>
            {
                TestUser.Add(services);
                services.AddSingleton<IAuthorizationPolicyProvider>(policies);
            },
        });

        Assert.That((await app.GetAsync("api/caches")).Status, Is.EqualTo(401));
        policies.Fallback = null;
        Assert.That((await app.GetAsync("api/caches")).Status, Is.EqualTo(403));
    }

    private static Task<DashboardApp> StartAsync(string environment, string authorization) => DashboardApp.StartAsync(new DashboardAppSettings
    {
        Environment = environment,
        Services = services =>
        {
            TestUser.Add(services);
            if (authorization == Fallback)
                services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        },
        Map = app => Map(app, authorization),
    });

    private static void Map(WebApplication app, string authorization)
    {
        if (authorization == OnGroup)
        {
            app.MapGroup("").RequireAuthorization().MapCacheKit();
            return;
        }

        IEndpointConventionBuilder dashboard = app.MapCacheKit();
        if (authorization is Required or Anonymous)
            dashboard.RequireAuthorization();
        if (authorization is Anonymous or AnonymousOnly)
            dashboard.AllowAnonymous();
        if (authorization == Policy)
            dashboard.RequireAuthorization("admins");
        if (authorization == Built)
            dashboard.RequireAuthorization(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private sealed class OnlyFallback : IAuthorizationPolicyProvider
    {
        public static readonly AuthorizationPolicy Policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();

        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(Policy);

        public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(Policy);

        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => Task.FromResult<AuthorizationPolicy?>(null);
    }

    // As one that reads its policies from a database.
    private sealed class LoadedFallback(AuthorizationPolicy? fallback) : IAuthorizationPolicyProvider
    {
        public AuthorizationPolicy? Fallback { get; set; } = fallback;

        public bool AllowsCachingPolicies => false;

        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(OnlyFallback.Policy);

        public async Task<AuthorizationPolicy?> GetFallbackPolicyAsync()
        {
            await Task.Yield();
            return Fallback;
        }

        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => Task.FromResult<AuthorizationPolicy?>(null);
    }
}
