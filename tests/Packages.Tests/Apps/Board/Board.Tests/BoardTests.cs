using System.Text.RegularExpressions;
using Board.Components;
using CacheKit;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Board.Tests;

[TestFixture]
internal sealed class BoardTests
{
    private WebApplicationFactory<Program> _factory = null!;
    private HttpClient _reader = null!;

    [SetUp]
    public void Start()
    {
        _factory = new WebApplicationFactory<Program>();
        _reader = _factory.CreateClient();
    }

    [TearDown]
    public void Stop()
    {
        _reader.Dispose();
        _factory.Dispose();
    }

    [Test]
    public async Task A_component_with_code_behind_is_cached_until_its_button_evicts()
    {
        string notices = await ReadAsync("/");
        Assert.That(await ReadAsync("/"), Is.EqualTo(notices));

        CacheManager.Use(_factory.Services);
        await new Home(new Notices()).Post();
        Assert.That(await ReadAsync("/"), Is.Not.EqualTo(notices));
    }

    [Test]
    public async Task A_call_in_a_Razor_file_is_not_cached() =>
        Assert.That(await ReadAsync("/inline"), Is.Not.EqualTo(await ReadAsync("/inline")));

    // The rest of a prerendered page differs each time.
    private async Task<string> ReadAsync(string path)
    {
        Match notices = Regex.Match(await _reader.GetStringAsync(path), "<p>(.+)</p>");
        Assert.That(notices.Success);
        return notices.Groups[1].Value;
    }
}
