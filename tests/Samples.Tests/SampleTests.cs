using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

/// <summary>A sample that runs in its own process, on a store that belongs to the fixture.</summary>
[RepeatAfterStoreFailure]
internal abstract class SampleTests
{
    private Application? _application;

    /// <summary>The running sample.</summary>
    public Application Application => _application!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _application = await StartAsync();

        // The first calls of a store may take longer than the application's timeout.
        await Poll.UntilAsync(async () => (await GetAsync("/random?id=0")).Cache == "HIT");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_application is not null)
            await _application.DisposeAsync();
    }

    [SetUp]
    public Task BeginEmpty() => ClearAsync();

    protected abstract Task<Application> StartAsync();

    protected Task<Answer> GetAsync(string path) => Answer.GetAsync(Application.Client, path);

    protected async Task<string> ClearAsync(string query = "")
    {
        using HttpResponseMessage response = await Application.Client.DeleteAsync(new Uri("/cache" + query, UriKind.Relative));
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }
}
