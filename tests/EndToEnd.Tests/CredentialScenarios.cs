namespace CacheKit.EndToEnd.Tests;

/// <summary>Credentials that distinguish entries without being readable in the store.</summary>
internal sealed class CredentialScenarios(string storeName) : ScenarioTests(storeName)
{
    private const string Secret = "a-credential-nobody-may-read";

    private int _runs;

    [SetUp]
    public void Forget() => _runs = 0;

    [TestCase("Cookie", "session=" + Secret)]
    [TestCase("X-Api-Key", Secret)]
    [TestCase("X-Auth-Token", Secret)]
    public async Task A_credential_that_counts_is_not_legible_in_the_store(string header, string value)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () => ++_runs).Cache(60).VaryBy(headers: [header]));
        await AssertApartAndHiddenAsync(app, $"{header}: {value}", $"{header}: {value}2");
    }

    [TestCase("Cookie", "session=" + Secret)]
    [TestCase("X-Api-Key", Secret)]
    public async Task A_credential_that_the_response_varies_by_is_not_legible_in_the_store(string header, string value)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.Vary = header;
            return ++_runs;
        }).Cache(60));
        await app.GetAsync("/", $"{header}: {value}");
        Answer same = await app.GetAsync("/", $"{header}: {value}");
        await AssertHiddenAsync(app);
        Answer other = await app.GetAsync("/", $"{header}: {value}2");
        Assert.That((same.Body, same.CacheKit, other.Body), Is.EqualTo(("1", "HIT", "2")));
    }

    [Test]
    public async Task A_chosen_cookie_counts_and_others_do_not()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () => ++_runs).Cache(60).VaryBy(cookies: ["theme"]));
        Answer dark = await app.GetAsync("/", "Cookie: theme=dark; other=1");
        Answer hit = await app.GetAsync("/", "Cookie: other=2; theme=dark");
        Answer light = await app.GetAsync("/", "Cookie: theme=light");
        Answer none = await app.GetAsync("/", "Cookie: other=2");
        Assert.That((dark.Body, hit.Body, light.Body, none.Body), Is.EqualTo(("1", "1", "2", "3")));
        Assert.That((dark["Vary"], hit["Vary"], hit.CacheKit), Is.EqualTo(("Cookie", "Cookie", "HIT")));
    }

    [Test]
    public async Task A_chosen_cookie_is_not_legible_in_the_store()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () => ++_runs).Cache(60).VaryBy(cookies: ["theme"]));
        await AssertApartAndHiddenAsync(app, $"Cookie: theme={Secret}", $"Cookie: theme={Secret}2");
    }

    [TestCase(null, true)]
    [TestCase("a secret of the application", true)]
    [TestCase("another secret of an application", false)]
    public async Task Applications_share_entries_where_they_have_the_same_secret(string? other, bool shares)
    {
        string secret = other is null ? "" : "a secret of the application";
        var settings = new TestAppSettings { Prefix = Guid.NewGuid().ToString("N"), Http = http => http.CredentialSecret = other is null ? null : secret };
        await using TestApp one = await StartAsync(Keyed, settings);
        await using TestApp two = await StartAsync(Keyed, settings with { Http = http => http.CredentialSecret = other });
        await one.GetAsync("/", "X-Api-Key: " + Secret);
        string[] keys = [(await KeysAsync(one)).Single()];
        await two.GetAsync("/", "X-Api-Key: " + Secret);
        string[] all = [.. keys.Concat(await KeysAsync(two)).Distinct()];
        Assert.That(all, Has.Length.EqualTo(shares ? 1 : 2));

        void Keyed(WebApplication routes) => routes.MapGet("/", () => ++_runs).Cache(60).VaryBy(headers: ["X-Api-Key"], host: false);
    }

    private static async Task AssertApartAndHiddenAsync(TestApp app, string one, string other)
    {
        await app.GetAsync("/", one);
        Answer fresh = await app.GetAsync("/", other);
        Answer again = await app.GetAsync("/", one);
        Assert.That((fresh.Body, again.Body, again.CacheKit), Is.EqualTo(("2", "1", "HIT")));
        await AssertHiddenAsync(app);
    }

    private static async Task AssertHiddenAsync(TestApp app)
    {
        string[] keys = await KeysAsync(app);
        Assert.That(keys, Is.Not.Empty);
        foreach (string key in keys)
        {
            Assert.That(key, Does.Not.Contain(Secret));
            ReadOnlyMemory<byte>? payload = await app.Backend.GetAsync(key);
            Assert.That(System.Text.Encoding.UTF8.GetString(payload.GetValueOrDefault().Span), Does.Not.Contain(Secret));
        }
    }

    private static async Task<string[]> KeysAsync(TestApp app)
    {
        var keys = new List<string>();
        await foreach (StoredKey stored in app.Backend.FindCapability<IListingBackend>()!.ListAsync(app.CacheSettings.Prefix + ":"))
            keys.Add(stored.Key);
        return [.. keys];
    }
}
