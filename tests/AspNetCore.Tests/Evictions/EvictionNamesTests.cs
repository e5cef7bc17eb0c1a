using System.Net.Http.Json;
using CacheKit.AspNetCore.Tests.Controllers;
using CacheKit.Weaving;
using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Evictions;

/// <summary>The values of names in tags: they come from where the handler gets them.</summary>
[TestFixture]
public sealed class EvictionNamesTests
{
    // The generator emits this for the project of the handlers.
    [OneTimeSetUp]
    public void Register()
    {
        TagMember.Register<Member>("Id", member => TagText.Of(member.Id));
        TagMember.Register<Member>("Name", member => TagText.Of(member.Name));
    }

    [TestCase("/users/7", "user:7")]
    [TestCase("/users/7?id=8", "user:7")]
    [TestCase("/users/007", "user:007")]
    [TestCase("/USERS/7", "user:7")]
    public Task A_route_value_has_the_text_of_the_route(string path, string tag) =>
        EvictsAsync(routes => routes.MapPut("/users/{id}", [CacheEvict(Tags = ["user:{ID}"])] (int id) => id), path, tag, "user:8");

    private static readonly string[] _tenants = ["one", "two", "three"];

    [Test]
    public Task A_route_value_needs_no_parameter() =>
        EvictsAsync(routes => routes.MapPut("/users/{user-id}", [CacheEvict(Tags = ["user:{user-id}"])] () => ""), "/users/7", "user:7", "user:8");

    [Test]
    public Task A_default_of_the_route_counts() =>
        EvictsAsync(routes => routes.MapPut("/users/{kind=reader}", [CacheEvict(Tags = ["kind:{kind}"])] () => ""), "/users", "kind:reader", "kind:");

    [TestCase("/users?id=7", "user:7")]
    [TestCase("/users?ID=7", "user:7")]
    [TestCase("/users", "user:")]
    public Task A_query_value_is_that_of_the_parameter_and_empty_if_absent(string path, string tag) =>
        EvictsAsync(routes => routes.MapPut("/users", [CacheEvict(Tags = ["user:{id}"])] (int? id) => id), path, tag, "user:8");

    [Test]
    public Task A_query_value_has_the_name_that_its_attribute_gives() =>
        EvictsAsync(
            routes => routes.MapPut("/users", [CacheEvict(Tags = ["user:{id}"])] ([FromQuery(Name = "user-id")] int id) => id),
            "/users?user-id=7&id=8", "user:7", "user:8");

    [Test]
    public Task A_route_value_has_the_name_that_its_attribute_gives() =>
        EvictsAsync(
            routes => routes.MapPut("/users/{user}", [CacheEvict(Tags = ["user:{id}"])] ([FromRoute(Name = "user")] int id) => id),
            "/users/7?id=8", "user:7", "user:8");

    [Test]
    public Task A_parameter_of_the_query_is_not_read_from_the_route_of_the_same_name() =>
        EvictsAsync(
            routes => routes.MapPut("/users/{id}", [CacheEvict(Tags = ["user:{id}"])] ([FromQuery] int id) => id),
            "/users/8?id=7", "user:7", "user:8");

    [Test]
    public Task The_properties_of_a_parameter_that_is_a_list_of_parameters_count() =>
        EvictsAsync(
            routes => routes.MapPut("/users/{id}", [CacheEvict(Tags = ["user:{id}:{kind}"])] ([AsParameters] Search search) => search.Kind),
            "/users/7?kind=reader", "user:7:reader", "user:7:");

    [Test]
    public async Task A_tag_without_any_text_is_not_evicted()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapPut("/users", [CacheEvict(Tags = ["{kind}", "users"])] (string? kind) => "changed"));
        await FillAsync(app, "users");
        Assert.That(((await app.SendAsync(HttpMethod.Put, "/users")).Status, await HasAsync(app, "users")), Is.EqualTo((200, false)));
    }

    [Test]
    public async Task A_header_and_a_form_value_are_arguments_of_the_handler()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes
            .MapPost("/", [CacheEvict(Tags = ["user:{id}", "kind:{kind}"])] ([FromHeader(Name = "X-User")] int id, [FromForm] string kind) => "")
            .DisableAntiforgery());
        await FillAsync(app, "user:7", "kind:reader", "user:8", "kind:admin");
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Post, "/?id=8&kind=admin", "X-User: 7");
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("kind", "reader")]);
        await app.Client.SendAsync(request);
        Assert.That(await ThereAsync(app, "user:7", "kind:reader", "user:8", "kind:admin"), Is.EqualTo(new[] { false, false, true, true }));
    }

    [TestCase("")]
    [TestCase("/group")]
    public async Task A_member_of_the_body_is_read_after_the_handler(string prefix)
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
            (prefix.Length == 0 ? (IEndpointRouteBuilder)routes : routes.MapGroup(prefix)).MapPost("/members", [CacheEvict(Tags = ["member:{member.Id}", "name:{member.Name}"])]
        (Member member) => member));
        await FillAsync(app, "member:7", "member:8", "name:");
        await app.Client.PostAsJsonAsync(prefix + "/members", new Member(7, null));
        Assert.That(await ThereAsync(app, "member:7", "member:8", "name:"), Is.EqualTo(new[] { false, true, false }));
    }

    [Test]
    public async Task Endpoints_of_one_lambda_run_their_own_handlers()
    {
        await using TestApp app = await TestApp.StartAsync(MapTenants, new TestAppSettings { ChecksAtStartUp = true });
        foreach (string tenant in _tenants.Reverse())
        {
            await FillAsync(app, "item:7");
            Answer answer = await app.SendAsync(HttpMethod.Put, "/items", $"Host: {tenant}.test", "id: 7");
            Assert.That((answer.Body, await HasAsync(app, "item:7")), Is.EqualTo(($"{tenant} 7", false)));
        }
    }

    // Without the start-up filters it is not known which endpoint is which.
    [Test]
    public async Task Endpoints_of_one_lambda_that_can_t_be_told_apart_fail()
    {
        await using TestApp app = await TestApp.StartAsync(MapTenants, new TestAppSettings { ChecksAtStartUp = false });
        Assert.That((await app.SendAsync(HttpMethod.Put, "/items", "Host: two.test", "id: 7")).Status, Is.EqualTo(500));
    }

    [Test]
    public async Task A_handler_may_discard_several_parameters()
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/other", (HttpContext _, CancellationToken _) => "other");
            routes.MapPost("/members", [CacheEvict(Tags = ["member:{member.Id}"])] (Member member, HttpContext _, CancellationToken _) => "");
        });
        await FillAsync(app, "member:7", "member:8");
        await app.Client.PostAsJsonAsync("/members", new Member(7, null));
        Assert.That(await ThereAsync(app, "member:7", "member:8"), Is.EqualTo(new[] { false, true }));
        Assert.That((await app.GetAsync("/other")).Body, Is.EqualTo("other"));
    }

    [Test]
    public async Task An_endpoint_with_arguments_keeps_its_filters_and_its_metadata()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes
            .MapPost("/members", [CacheEvict(Tags = ["member:{member.Id}"])] (Member member, HttpContext context) =>
                context.GetEndpoint()!.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName)
            .WithName("Create")
            .AddEndpointFilter(async (invocation, next) => $"filtered {await next(invocation)}"));
        HttpResponseMessage response = await app.Client.PostAsJsonAsync("/members", new Member(7, null));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("filtered Create"));
    }

    [Test]
    public async Task A_handler_that_was_not_called_for_its_body_evicts_nothing()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapPost("/members", [CacheEvict(Tags = ["member:{member.Id}", "members"])] (Member member) => member));
        await FillAsync(app, "members");
        HttpResponseMessage response = await app.Client.PostAsync("/members", new StringContent("{", null, "application/json"));
        Assert.That(((int)response.StatusCode, await HasAsync(app, "members")), Is.EqualTo((400, true)));
    }

    [Test]
    public async Task An_action_evicts_by_its_route_its_arguments_and_for_its_controller()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapControllers(), WithControllers());
        await FillAsync(app, "member:7", "member:8", "members");
        await app.SendAsync(HttpMethod.Put, "/members/7?id=8");
        Assert.That(await ThereAsync(app, "member:7", "member:8", "members"), Is.EqualTo(new[] { false, true, false }));
    }

    [Test]
    public async Task A_controller_evicts_nothing_for_an_action_that_only_reads()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapControllers(), WithControllers());
        await FillAsync(app, "members");
        await app.GetAsync("/members");
        Assert.That(await HasAsync(app, "members"), Is.True);
    }

    [Test]
    public async Task An_action_evicts_by_the_form_that_it_got_and_not_by_the_query()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapControllers(), WithControllers());
        await FillAsync(app, "member:7", "member:8", "posted:reader");
        await app.Client.PostAsync(
            "/members/form?id=8", new FormUrlEncodedContent([KeyValuePair.Create("id", "7"), KeyValuePair.Create("name", "reader")]));
        Assert.That(await ThereAsync(app, "member:7", "member:8", "posted:reader"), Is.EqualTo(new[] { false, true, false }));
    }

    [Test]
    public async Task An_action_evicts_by_a_member_of_its_body()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapControllers(), WithControllers());
        await FillAsync(app, "member:7", "member:8");
        await app.Client.PostAsJsonAsync("/members/body", new Member(7, null));
        Assert.That(await ThereAsync(app, "member:7", "member:8"), Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public async Task A_page_evicts_by_its_route_and_by_the_argument_of_its_handler()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapRazorPages(), new TestAppSettings
        {
            ChecksAtStartUp = true,
            Services = services => services
                .AddRazorPages(options =>
                {
                    options.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
                    foreach (string page in new[] { "/Contradictory", "/OnHandler", "/EvictingOnHandler" })
                        options.Conventions.AddPageRouteModelConvention(page, model => model.Selectors.Clear());
                })
                .AddApplicationPart(typeof(EvictionNamesTests).Assembly),
        });
        await FillAsync(app, "page:7", "kind:reader", "kind:admin");
        await app.GetAsync("/evicting/7?kind=reader");
        bool[] afterGet = await ThereAsync(app, "page:7", "kind:reader");
        await app.Client.PostAsync("/evicting/7?kind=admin", new FormUrlEncodedContent([KeyValuePair.Create("kind", "reader")]));
        Assert.That(afterGet, Is.All.True);
        Assert.That(await ThereAsync(app, "page:7", "kind:reader", "kind:admin"), Is.EqualTo(new[] { false, false, true }));
    }

    private static TestAppSettings WithControllers() => new()
    {
        ChecksAtStartUp = true,
        Services = services => services.AddControllers().ConfigureApplicationPartManager(parts =>
        {
            parts.ApplicationParts.Clear();
            parts.ApplicationParts.Add(new ListedControllers(typeof(MembersController)));
        }),
    };

    private static async Task EvictsAsync(Action<WebApplication> routes, string path, string tag, string other)
    {
        await using TestApp app = await TestApp.StartAsync(routes);
        await FillAsync(app, tag, other);
        Answer answer = await app.SendAsync(HttpMethod.Put, path);
        Assert.That((answer.Status, await HasAsync(app, tag), await HasAsync(app, other)), Is.EqualTo((200, false, true)));
    }

    private static async Task FillAsync(TestApp app, params string[] tags)
    {
        foreach (string tag in tags)
            await app.Cache.SetAsync(tag, "value", new CacheEntryOptions { Tags = [tag] });
    }

    private static async Task<bool[]> ThereAsync(TestApp app, params string[] keys)
    {
        var there = new List<bool>();
        foreach (string key in keys)
            there.Add(await HasAsync(app, key));
        return [.. there];
    }

    private static async Task<bool> HasAsync(TestApp app, string key) => (await app.Cache.TryGetAsync<string>(key)).HasValue;

    private sealed record Search(int Id, string? Kind);

    private static void MapTenants(WebApplication routes)
    {
        foreach (string tenant in _tenants)
            routes.MapPut("/items", [CacheEvict(Tags = ["item:{id}"])] ([FromHeader] string id) => $"{tenant} {id}").RequireHost($"{tenant}.test");
    }
}
