namespace CacheKit.Packages.Tests;

/// <summary>Users' applications with their own tests.</summary>
[TestFixture]
[Category("Packages")]
internal sealed class AppTests
{
    private UserApps _apps = null!;
    private string _build = "";

    [OneTimeSetUp]
    public async Task Build()
    {
        _apps = new UserApps();
        _build = await _apps.BuildAsync();
    }

    [OneTimeTearDown]
    public void Delete() => _apps.Dispose();

    [Test]
    public async Task The_tests_of_a_blog_with_entities_and_a_mediator_pass() =>
        Assert.That(await _apps.TestAsync("Blog"), Does.Contain("Passed:     4,"));

    [Test]
    public async Task The_tests_of_a_worker_with_named_caches_pass_and_a_warm_up_fills_the_cache_of_its_hosted_service()
    {
        Assert.That(await _apps.TestAsync("Reports"), Does.Contain("Passed:     2,"));
        Assert.That(await _apps.RunAsync("Reports"), Does.Contain("Report of 2025-01-31: 46.5").And.Contain("1 rates were read."));
    }

    [Test]
    public async Task The_tests_of_a_page_of_Blazor_Server_pass_and_its_build_warns_of_the_calls_in_a_Razor_file()
    {
        Assert.That(await _apps.TestAsync("Board"), Does.Contain("Passed:     2,"));
        Assert.That(_build, Does.Contain("Inline.razor(5,35): warning CK0027: This call of 'Post' does not go through the cache"));
        Assert.That(_build, Does.Contain("Inline.razor(12,31): warning CK0027: This call of 'ReadAsync' does not go through the cache"));
        Assert.That(_build, Does.Not.Contain("Home.razor"));
    }
}
