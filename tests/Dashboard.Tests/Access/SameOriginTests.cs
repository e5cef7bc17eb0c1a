namespace CacheKit.Dashboard.Tests.Access;

[TestFixture]
internal sealed class SameOriginTests
{
    [TestCase("")]
    [TestCase("Sec-Fetch-Site: same-origin")]
    [TestCase("Sec-Fetch-Site: none")]
    [TestCase("Origin: http://localhost")]
    [TestCase("Origin: http://localhost:80")]
    [TestCase("Origin: HTTP://LOCALHOST")]
    [TestCase("Referer: http://localhost/cachekit/keys?cache=default")]
    [TestCase("Sec-Fetch-Site: same-origin|Origin: https://shop.example")]
    public Task A_change_of_the_same_origin_or_of_a_program_is_made(string headers) => ExpectAsync(headers, 200);

    [TestCase("Sec-Fetch-Site: cross-site")]
    [TestCase("Sec-Fetch-Site: same-site")]
    [TestCase("Sec-Fetch-Site: same-origin|Sec-Fetch-Site: cross-site")]
    [TestCase("Sec-Fetch-Site: cross-site|Origin: http://localhost")]
    [TestCase("Origin: https://localhost")]
    [TestCase("Origin: http://localhost:8080")]
    [TestCase("Origin: http://evil.example")]
    [TestCase("Origin: http://localhost.evil.example")]
    [TestCase("Origin: null")]
    [TestCase("Origin: http://localhost|Origin: http://evil.example")]
    [TestCase("Origin: http://evil.example|Referer: http://localhost/")]
    [TestCase("Referer: http://evil.example/http://localhost/")]
    [TestCase("Referer: localhost")]
    public Task A_change_of_another_origin_is_refused(string headers) => ExpectAsync(headers, 403);

    [TestCase("Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: cors")]
    [TestCase("Sec-Fetch-Site: same-site|Sec-Fetch-Mode: no-cors")]
    [TestCase("Origin: http://evil.example")]
    [TestCase("Origin: null")]
    public Task A_script_of_another_origin_can_not_read_whatever_the_application_allows(string headers) => ExpectReadAsync(headers, 403);

    [TestCase("Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate")]
    [TestCase("Sec-Fetch-Site: same-origin|Sec-Fetch-Mode: cors|Origin: https://shop.example")]
    [TestCase("Sec-Fetch-Site: none|Sec-Fetch-Mode: navigate")]
    [TestCase("Origin: http://localhost")]
    [TestCase("Referer: http://evil.example/")]
    public Task A_script_of_the_same_origin_and_a_link_can_read(string headers) => ExpectReadAsync(headers, 200);

    private static async Task ExpectReadAsync(string headers, int status)
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Services = services => services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyHeader())),
            Pipeline = app => app.UseCors(),
        });
        Answer answer = await app.GetAsync("api/caches", headers.Split('|', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
    }

    private static async Task ExpectAsync(string headers, int status)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("kept", 1);

        Answer answer = await app.PostAsync("api/caches/default/clear", """{"namespace":null}""", headers.Split('|', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
        Assert.That((await app.Cache.TryGetAsync<int>("kept")).HasValue, Is.EqualTo(status != 200));
        if (status != 200)
        {
            Assert.That(answer["Content-Type"], Is.EqualTo("application/problem+json"));
            Assert.That(answer.Body, Does.Contain("\"code\":\"other-origin\""));
        }
    }
}
