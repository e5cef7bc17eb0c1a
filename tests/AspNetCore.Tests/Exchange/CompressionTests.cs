using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.ResponseCompression;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Response compression, outside the cache and inside it.</summary>
public sealed class CompressionTests(Store store) : EndpointTests(store)
{
    private static readonly string _text = string.Concat(Enumerable.Repeat("hello ", 200));

    [Test]
    public async Task Compression_outside_the_cache_compresses_misses_and_hits()
    {
        await using TestApp app = await StartAsync(Text, Compressed(outside: true));
        Answer miss = await app.GetAsync("/", "Accept-Encoding: gzip");
        Answer hit = await app.GetAsync("/", "Accept-Encoding: gzip");
        Assert.That((miss.CacheKit, miss["Content-Encoding"], Unzip(miss)), Is.EqualTo(("MISS", "gzip", _text)));
        Assert.That((hit.CacheKit, hit["Content-Encoding"], Unzip(hit)), Is.EqualTo(("HIT", "gzip", _text)));
    }

    [Test]
    public async Task A_response_compressed_outside_the_cache_for_one_client_is_plain_for_another()
    {
        await using TestApp app = await StartAsync(Text, Compressed(outside: true));
        await app.GetAsync("/", "Accept-Encoding: gzip");
        Answer plain = await app.GetAsync();
        Assert.That((plain["Content-Encoding"], plain.Body), Is.EqualTo(((string?)null, _text)));
    }

    [Test]
    public async Task A_response_plain_for_one_client_is_compressed_outside_the_cache_for_another()
    {
        await using TestApp app = await StartAsync(Text, Compressed(outside: true));
        await app.GetAsync();
        Answer zipped = await app.GetAsync("/", "Accept-Encoding: gzip");
        Assert.That((zipped["Content-Encoding"], Unzip(zipped)), Is.EqualTo(("gzip", _text)));
    }

    [Test]
    public async Task A_response_compressed_inside_the_cache_is_sent_compressed_to_clients_that_accept_it()
    {
        await using TestApp app = await StartAsync(Text, Compressed(outside: false));
        await app.GetAsync("/", "Accept-Encoding: gzip");
        Answer hit = await app.GetAsync("/", "Accept-Encoding: gzip");
        Answer plain = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Content-Encoding"], Unzip(hit)), Is.EqualTo(("HIT", "gzip", _text)));
        Assert.That((plain.CacheKit, plain["Content-Encoding"], plain.Body), Is.EqualTo(("MISS", (string?)null, _text)));
    }

    [TestCase("Accept-Encoding: gzip", null)]
    [TestCase("Accept-Encoding: gzip", "Accept")]
    [TestCase("Accept-Encoding: identity", "accept-encoding")]
    [TestCase("Accept: text/plain", null)]
    public async Task A_304_varies_as_the_200_does(string header, string? vary)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/{id}", [Cache(60)] (HttpContext context) =>
            {
                context.Response.Headers.Vary = vary;
                return _text;
            }),
            Compressed(outside: true));
        string?[] varies =
        [
            (await app.GetAsync("/1", header))["Vary"],
            (await app.GetAsync("/1", header))["Vary"],
            await VaryOf304Async(app, "/1", "HIT", header),
            await VaryOf304Async(app, "/2", "MISS", header),
        ];
        Assert.That(varies, Is.All.EqualTo(varies[0]));
        Assert.That(varies[0], header.Contains("gzip", StringComparison.Ordinal) ? Does.EndWith("Accept-Encoding") : Is.EqualTo(vary));
    }

    [Test]
    public async Task A_304_of_a_type_that_is_never_compressed_has_no_vary()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => Results.Bytes([1, 2], "image/png")), Compressed(outside: true));
        await app.GetAsync("/", "Accept-Encoding: gzip");
        Assert.That(await VaryOf304Async(app, "/", "HIT", "Accept-Encoding: gzip"), Is.Null);
    }

    private static async Task<string?> VaryOf304Async(TestApp app, string path, string cacheKit, string header)
    {
        Answer answer = await app.GetAsync(path, header, "If-None-Match: *");
        Assert.That((answer.Status, answer.CacheKit), Is.EqualTo((304, cacheKit)));
        Assert.That(new[] { answer["Content-Type"], answer["Content-Length"], answer["Content-Encoding"] }, Is.All.Null);
        return answer["Vary"];
    }

    private static void Text(WebApplication routes) => routes.MapGet("/", [Cache(60)] () => _text);

    private static TestAppSettings Compressed(bool outside) => new()
    {
        Services = services => services.AddResponseCompression(options => options.Providers.Add<GzipCompressionProvider>()),
        Outer = app => _ = outside ? app.UseResponseCompression() : app,
        Inner = app => _ = outside ? app : app.UseResponseCompression(),
    };

    private static string Unzip(Answer answer)
    {
        using var gzip = new GZipStream(new MemoryStream(answer.Bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
