using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Watching;

/// <summary>Responses that are not buffered, because they are too large or streamed.</summary>
public sealed class ResponseBufferTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_response_larger_than_the_limit_is_sent_whole_but_not_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
            {
                runs++;
                foreach (string part in new[] { "12345", "67890", "abc" })
                    await context.Response.WriteAsync(part);
            }),
            new TestAppSettings { Http = http => http.MaximumBodySize = 12 });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheKit, runs), Is.EqualTo(("1234567890abc", "BYPASS", 2)));
        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=bypass; detail=streamed"));
    }

    [Test]
    public async Task A_response_as_large_as_the_limit_is_cached()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => new string('a', 12)),
            new TestAppSettings { Http = http => http.MaximumBodySize = 12 });
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_response_written_at_once_by_a_synchronous_writer_passes_the_limit_whole()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
            {
                context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
                context.Response.Body.Write("12345"u8);
                context.Response.Body.Write("67890"u8);
                context.Response.Body.Flush();
            }),
            new TestAppSettings { Http = http => http.MaximumBodySize = 8 });
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("1234567890"));
    }

    [Test]
    public async Task A_large_response_that_is_cached_comes_back_byte_for_byte()
    {
        byte[] bytes = new byte[3_000_000];
        new Random(7).NextBytes(bytes);
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Results.Bytes(bytes)));
        Answer first = await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That(second.CacheKit, Is.EqualTo("HIT"));
        Assert.That(first.Bytes.AsSpan().SequenceEqual(bytes) && second.Bytes.AsSpan().SequenceEqual(bytes), Is.True);
    }

    [Test]
    public async Task A_streamed_response_reaches_the_client_while_the_handler_runs()
    {
        var read = new Gate();
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.WriteAsync("one");
            await context.Response.Body.FlushAsync();
            await read.Opened;
            await context.Response.WriteAsync("two");
        }));
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/");
        using HttpResponseMessage response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] first = new byte[3];
        await body.ReadExactlyAsync(first);
        read.Pass();
        using var rest = new StreamReader(body);
        Assert.That(first, Is.EqualTo("one"u8.ToArray()));
        Assert.That(await rest.ReadToEndAsync(), Is.EqualTo("two"));
        Assert.That(response.Headers.GetValues("Cache-Status"), Is.EqualTo(new[] { "CacheKit; fwd=uri-miss; detail=streamed" }));
    }

    [Test]
    public async Task A_streamed_response_is_not_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            return context.Response.WriteAsync($"{++runs}");
        }));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        Answer later = await app.GetAsync();
        Assert.That((second.Body, second.CacheKit, later.CacheKit), Is.EqualTo(("2", "BYPASS", "MISS")));
    }

    [Test]
    public async Task A_body_written_before_the_buffering_ended_is_sent()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            await context.Response.StartAsync();
            await context.Response.Body.WriteAsync("hello"u8.ToArray());
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        }));
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("hello"));
    }

    [Test]
    public async Task Server_sent_events_arrive_one_by_one()
    {
        var read = new Gate();
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => TypedResults.ServerSentEvents(Events())));
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/");
        using HttpResponseMessage response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await lines.ReadLineAsync(), Is.EqualTo("data: one"));
        read.Pass();
        Assert.That(await lines.ReadToEndAsync(), Is.EqualTo("\ndata: two\n\n"));

        async IAsyncEnumerable<string> Events()
        {
            yield return "one";
            await read.Opened;
            yield return "two";
        }
    }

    [Test]
    public async Task A_handler_that_starts_and_completes_its_response_itself_is_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            await context.Response.StartAsync();
            await context.Response.BodyWriter.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"run {++runs}"));
            await context.Response.CompleteAsync();
        }));
        Answer first = await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((first.Body, second.Body, second.CacheKit), Is.EqualTo(("run 1", "run 1", "HIT")));
    }

    [Test]
    public async Task A_file_is_cached()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "from a file");
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Results.File(path, "text/plain")));
        Answer first = await app.GetAsync();
        File.Delete(path);
        Answer hit = await app.GetAsync();
        Assert.That((first.Body, hit.Body, hit.CacheKit, hit["Content-Type"]), Is.EqualTo(("from a file", "from a file", "HIT", "text/plain")));
    }
}
