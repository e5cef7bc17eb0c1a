using System.Transactions;

namespace CacheKit.AspNetCore.Tests.Evictions;

/// <summary>When an endpoint evicts: after its handler has succeeded, and before its client sees the response.</summary>
[TestFixture(Store.Values)]
[TestFixture(Store.Payloads)]
[TestFixture(Store.Levels)]
public sealed class EvictionRunTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_change_evicts_its_tags_before_its_client_sees_the_response()
    {
        var end = new Gate();
        var settings = new TestAppSettings
        {
            Inner = app => app.Use(async (context, next) =>
            {
                await next(context);
                await end.Opened;
            }),
        };
        await using TestApp app = await StartAsync(
            routes => routes.MapPut("/users/{id}", [CacheEvict(Tags = ["user:{id}"])] (int id) => new { id }), settings);
        await FillAsync(app, "user:7", "user:8");
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Put, "/users/7");
        using HttpResponseMessage response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        (bool, bool) there = (await HasAsync(app, "user:7"), await HasAsync(app, "user:8"));
        end.Pass();
        Assert.That(((int)response.StatusCode, there), Is.EqualTo((200, (false, true))));
    }

    [TestCase(200)]
    [TestCase(201)]
    [TestCase(204)]
    [TestCase(302)]
    [TestCase(399)]
    public async Task A_status_below_400_evicts(int status)
    {
        await using TestApp app = await StartAsync(routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] () => Results.StatusCode(status)));
        await FillAsync(app, "users");
        await app.SendAsync(HttpMethod.Post);
        Assert.That(await HasAsync(app, "users"), Is.False);
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(404)]
    [TestCase(409)]
    [TestCase(500)]
    public async Task A_status_of_400_and_above_evicts_nothing(int status)
    {
        await using TestApp app = await StartAsync(routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] () => Results.StatusCode(status)));
        await FillAsync(app, "users");
        await app.SendAsync(HttpMethod.Post);
        Assert.That(await HasAsync(app, "users"), Is.True);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_handler_that_throws_evicts_nothing_even_if_an_error_page_answers_200(bool isInFront)
    {
        var settings = new TestAppSettings
        {
            Outer = app => AddErrorPage(app, isInFront ? 200 : 500),
            Inner = app => AddErrorPage(app, 500),
        };
        await using TestApp app = await StartAsync(
            routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] string () => throw new InvalidOperationException("expected")),
            isInFront ? settings with { Inner = null } : settings);
        await FillAsync(app, "users");
        Answer answer = await app.SendAsync(HttpMethod.Post);
        Assert.That((answer.Status, await HasAsync(app, "users")), Is.EqualTo((isInFront ? 200 : 500, true)));
    }

    [Test]
    public async Task A_request_that_is_refused_in_front_evicts_nothing()
    {
        var settings = new TestAppSettings
        {
            Outer = app => app.Use((HttpContext context, RequestDelegate _) =>
            {
                context.Response.StatusCode = 401;
                return Task.CompletedTask;
            }),
        };
        await using TestApp app = await StartAsync(routes => routes.MapPost("/", [CacheEvict(Tags = ["users"], Before = true)] () => ""), settings);
        await FillAsync(app, "users");
        await app.SendAsync(HttpMethod.Post);
        Assert.That(await HasAsync(app, "users"), Is.True);
    }

    [Test]
    public async Task Before_evicts_before_the_handler_runs_and_though_it_fails()
    {
        bool wasThere = true;
        await using TestApp app = await StartAsync(routes => routes.MapPost("/{id}", [CacheEvict(Tags = ["user:{id}"], Before = true)]
        async (int id, ICache cache) =>
            {
                wasThere = (await cache.TryGetAsync<string>($"user:{id}")).HasValue;
                return Results.StatusCode(500);
            }));
        await FillAsync(app, "user:7");
        await app.SendAsync(HttpMethod.Post, "/7");
        Assert.That(wasThere, Is.False);
    }

    [Test]
    public async Task An_entry_that_is_stored_while_the_handler_runs_is_evicted()
    {
        await using TestApp app = await StartAsync(routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] async (ICache cache) =>
            await cache.SetAsync("users", "outdated", new CacheEntryOptions { Tags = ["users"] })));
        await app.SendAsync(HttpMethod.Post);
        Assert.That(await HasAsync(app, "users"), Is.False);
    }

    [Test]
    public async Task Each_run_of_a_handler_for_one_request_evicts()
    {
        var settings = new TestAppSettings
        {
            Outer = app => app.Use(async (context, next) =>
            {
                await next(context);
                await next(context);
            }),
        };
        await using TestApp app = await StartAsync(
            routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] async (HttpResponse response, ICache cache) =>
            {
                response.StatusCode = 204;
                await cache.SetAsync("users", "outdated", new CacheEntryOptions { Tags = ["users"] });
            }),
            settings);
        await app.SendAsync(HttpMethod.Post);
        Assert.That(await HasAsync(app, "users"), Is.False);
    }

    [Test]
    public async Task A_streamed_response_evicts_when_it_starts()
    {
        var end = new Gate();
        await using TestApp app = await StartAsync(routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] async (HttpResponse response) =>
        {
            await response.WriteAsync("first ");
            await response.Body.FlushAsync();
            await end.Opened;
            await response.WriteAsync("last");
        }));
        await FillAsync(app, "users");
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Post, "/");
        using HttpResponseMessage response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        bool isThere = await HasAsync(app, "users");
        end.Pass();
        Assert.That((isThere, await response.Content.ReadAsStringAsync()), Is.EqualTo((false, "first last")));
    }

    [TestCase(null)]
    [TestCase(typeof(OperationCanceledException))]
    [TestCase(typeof(IOException))]
    [TestCase(typeof(TimeoutException))]
    [TestCase(typeof(InvalidOperationException), Description = "Answered by the error page")]
    public async Task The_change_of_a_client_that_leaves_evicts(Type? failure)
    {
        var entered = new Gate();
        var left = new Gate();
        var ended = new Gate();
        var settings = new TestAppSettings
        {
            Outer = app => app.Use(async (context, next) =>
            {
                using CancellationTokenRegistration departure = context.RequestAborted.Register(left.Pass);
                try
                {
                    await next(context);
                }
                finally
                {
                    ended.Pass();
                }
            }),
            Inner = app => AddErrorPage(app, 500),
        };
        await using TestApp app = await StartAsync(
            routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] async () =>
            {
                entered.Pass();
                await left.Opened;
                return failure is null ? "changed" : throw (Exception)Activator.CreateInstance(failure)!;
            }),
            settings);
        await FillAsync(app, "users");
        using var leaving = new CancellationTokenSource();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Post, "/");
        Task<HttpResponseMessage> sending = app.Client.SendAsync(request, leaving.Token);
        await entered.Opened;
        await leaving.CancelAsync();
        await ended.Opened;
        Assert.That(() => sending, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await HasAsync(app, "users"), Is.False);
    }

    [Test]
    public async Task In_a_transaction_the_eviction_is_repeated_after_the_commit()
    {
        await using TestApp app = await StartAsync(routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] async (HttpResponse response, ICache cache) =>
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await response.WriteAsync("changed");
            using (new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled))
                await cache.SetAsync("users", "outdated", new CacheEntryOptions { Tags = ["users"] });
            scope.Complete();
        }));
        await app.SendAsync(HttpMethod.Post);
        Assert.That(await HasAsync(app, "users"), Is.False);
    }

    private static void AddErrorPage(WebApplication app, int status) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (InvalidOperationException)
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("an error page");
        }
    });

    private static async Task FillAsync(TestApp app, params string[] tags)
    {
        foreach (string tag in tags)
            await app.Cache.SetAsync(tag, "value", new CacheEntryOptions { Tags = [tag] });
    }

    private static async Task<bool> HasAsync(TestApp app, string key) => (await app.Cache.TryGetAsync<string>(key)).HasValue;
}
