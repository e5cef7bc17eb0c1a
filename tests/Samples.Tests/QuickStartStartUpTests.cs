using System.Net;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

[TestFixture]
internal sealed class QuickStartStartUpTests
{
    // No server listens on port 1.
    private const string Nowhere = "127.0.0.1:1";

    [Test]
    public async Task It_says_where_it_serves_and_what_to_try()
    {
        await using Application quickStart = await StartAsync();
        string address = quickStart.Address.GetLeftPart(UriPartial.Authority);

        await Poll.UntilAsync(async () => quickStart.Output.Contains("/cachekit/", StringComparison.Ordinal));
        Assert.That(quickStart.Output, Does.Contain($"Serving on {address}.").And.Contains($"curl -i {address}/").And.Contains($"{address}/cachekit/"));
    }

    [Test]
    public void An_unknown_backend_is_refused_with_the_known_ones() =>
        Assert.That(
            () => StartAsync("--backend", "cassandra"),
            Throws.InvalidOperationException.With.Message.Contains("There is no backend 'cassandra'. Use --backend memory, redis, memcached or dynamodb."));

    [Test]
    public async Task It_answers_when_Redis_is_not_there()
    {
        await using Application quickStart = await StartAsync("--backend", "redis", "--connection", Nowhere);

        foreach (int _ in Enumerable.Range(0, 2))
        {
            Answer answer = await Answer.GetAsync(quickStart.Client, "/");
            Assert.That((answer.Status, answer.Body), Is.EqualTo((HttpStatusCode.OK, """{"hello":"world"}""")));
        }
    }

    private static Task<Application> StartAsync(params string[] arguments) => Application.StartAsync(Sample.Assembly("QuickStart"), arguments);
}
