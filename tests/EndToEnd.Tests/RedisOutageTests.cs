using System.Collections.Concurrent;
using System.Net;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Redis is killed and restarted under load: clients notice only that values are computed again.</summary>
internal sealed class RedisOutageTests
{
    private const int Clients = 8;

    [Test]
    public async Task No_request_fails_while_redis_is_down_and_caching_resumes_when_it_is_back()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        using var warnings = new Warnings();
        await using var backend = new RedisBackend(redis.ConnectionString);
        await using Api api = await Api.StartAsync(backend, warnings, store: new StoreOptions());
        await UntilHitAsync(api);

        var statuses = new ConcurrentDictionary<HttpStatusCode, int>();
        using var stop = new CancellationTokenSource();
        Task[] load = [.. Enumerable.Range(0, Clients).Select(client => LoadAsync(api, client, statuses, stop.Token))];

        for (int outage = 1; outage <= 2; outage++)
        {
            redis.Kill();
            int runs = api.Runs;
            await Poll.UntilAsync(() => new(api.Runs > runs + (10 * Clients)), description: "the handler runs while Redis is down");
            await redis.RestartAsync();
            await UntilHitAsync(api);
            await Poll.UntilAsync(() => new(warnings.Recoveries == outage), description: "the outage has ended");
            Assert.That(warnings.Messages, Has.Count.EqualTo(outage), () => string.Join('\n', warnings.Messages));
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.That(statuses.Keys, Is.EqualTo(new[] { HttpStatusCode.OK }));
    }

    [Test]
    public async Task An_api_starts_and_answers_without_redis_and_caches_once_it_is_there()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        redis.Kill();
        using var warnings = new Warnings();
        await using var backend = new RedisBackend(redis.ConnectionString);
        await using Api api = await Api.StartAsync(backend, warnings, store: new StoreOptions());

        using HttpResponseMessage down = await api.GetAsync("/json");
        await redis.RestartAsync();
        await UntilHitAsync(api);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(down.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(warnings.Messages, Has.Count.EqualTo(1), () => string.Join('\n', warnings.Messages));
        }
    }

    private static async Task LoadAsync(Api api, int client, ConcurrentDictionary<HttpStatusCode, int> statuses, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            using HttpResponseMessage response = await api.GetAsync($"/items/{client}?i={i % 50}");
            statuses.AddOrUpdate(response.StatusCode, 1, (_, count) => count + 1);
        }
    }

    private static Task UntilHitAsync(Api api) => Poll.UntilAsync(async () =>
    {
        using HttpResponseMessage response = await api.GetAsync("/json");
        return response.Headers.GetValues("X-CacheKit").Single() == "HIT";
    });
}
