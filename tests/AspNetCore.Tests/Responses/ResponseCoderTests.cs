using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>The coder of an endpoint, and payloads that it cannot read.</summary>
[TestFixture]
public sealed class ResponseCoderTests
{
    private int _runs;

    [SetUp]
    public void Forget() => _runs = 0;

    [Test]
    public async Task The_coder_of_an_endpoint_codes_the_payload()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Coder = typeof(MirrorCoder))] () => new { run = ++_runs }));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit.Body), Is.EqualTo(("HIT", """{"run":1}""")));
        Assert.That(await PayloadAsync(app), Does.Match("""^[ \t]{256}}1:"nur"{$"""));
    }

    [Test]
    public async Task The_coder_of_the_cache_codes_the_payloads_of_all_endpoints()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => new { run = ++_runs }), options => options.Coder = new MirrorCoder());
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
        Assert.That(await PayloadAsync(app), Does.Match("""^[ \t]{256}}1:"nur"{$"""));
    }

    [Test]
    public async Task The_coder_of_an_endpoint_wins_over_that_of_the_cache()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Coder = typeof(JsonCoder))] () => new { run = ++_runs }), options => options.Coder = new MirrorCoder());
        await app.GetAsync();
        Assert.That(await PayloadAsync(app), Does.Match("""^{"run":1}[ \t]{256}$"""));
    }

    [Test]
    public async Task A_transform_of_the_coder_gets_the_key_of_the_entry()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => new { run = ++_runs }), options => options.Coder = new JsonCoder().Then(new KeyTransform()));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit.Body), Is.EqualTo(("HIT", """{"run":1}""")));
        Assert.That(await PayloadAsync(app), Does.StartWith(KeyOf(app) + "\n" + """{"run":1}"""));
    }

    [Test]
    public async Task A_response_whose_payload_was_copied_to_another_key_is_a_miss()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/{id}", [Cache(60)] (int id) => new { id }), options => options.Coder = new JsonCoder().Then(new KeyTransform()));
        await app.GetAsync("/1");
        await app.Backend.SetAsync(KeyOf(app) + "2", (await app.Backend.GetAsync(KeyOf(app) + "1"))!.Value, timeToLive: null);
        Answer other = await app.GetAsync("/2");
        Assert.That((other.CacheKit, other.Body), Is.EqualTo(("MISS", """{"id":2}""")));
    }

    // A response keeps the memory that it was read from.
    [Test]
    public async Task Responses_do_not_share_the_memory_that_transforms_use()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/{id}", [Cache(60)] (int id) => new { id }), options => options.Coder = new JsonCoder().Then(new KeyTransform()));
        for (int i = 0; i < 20; i++)
            await app.GetAsync($"/{i}");
        Answer[] hits = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.GetAsync($"/{i}")));
        Assert.That(hits.Select(hit => (hit.CacheKit, hit.Body)), Is.EqualTo(Enumerable.Range(0, 20).Select(i => ("HIT", $$"""{"id":{{i}}}"""))));
    }

    [TestCase("")]
    [TestCase("not json")]
    [TestCase("""{"run":""")]
    [TestCase("""{"run":1} {}""")]
    public async Task A_payload_that_can_not_be_read_is_a_miss_and_is_overwritten(string payload)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => new { run = ++_runs }));
        await app.GetAsync();
        await app.Backend.SetAsync(KeyOf(app), Encoding.UTF8.GetBytes(payload), timeToLive: null);
        Answer second = await app.GetAsync();
        Answer third = await app.GetAsync();
        Assert.That((second.CacheKit, second.Body, third.CacheKit, third.Body), Is.EqualTo(("MISS", """{"run":2}""", "HIT", """{"run":2}""")));
        Assert.That(app.Log.OfCacheKit.Count(line => line.Level == LogLevel.Warning), Is.EqualTo(1));
    }

    [Test]
    public async Task A_payload_that_can_not_be_read_is_a_504_for_only_if_cached()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => new { run = ++_runs }));
        await app.Backend.SetAsync(KeyOf(app), "{"u8.ToArray(), timeToLive: null);
        Assert.That((await app.GetAsync("/", "Cache-Control: only-if-cached")).Status, Is.EqualTo(504));
    }

    [Test]
    public async Task A_coder_that_fails_fails_no_request()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Coder = typeof(FailingCoder))] () => ++_runs));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Status, second.CacheKit, second.Body), Is.EqualTo((200, "MISS", "2")));
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> routes, Action<CacheOptions>? options = null) =>
        TestApp.StartAsync(routes, new TestAppSettings { Store = Store.Payloads, Options = options });

    private static string KeyOf(TestApp app) => $"::GET {app.Origin}/";

    private static async Task<string> PayloadAsync(TestApp app) => Encoding.UTF8.GetString((await app.Backend.GetAsync(KeyOf(app)))!.Value.Span);

    // Writes the bytes that it is given from the last to the first.
    private sealed class MirrorCoder : ICoder
    {
        private readonly JsonCoder _inner = new();

        public void Encode<T>(T value, IBufferWriter<byte> output)
        {
            var bytes = new ArrayBufferWriter<byte>();
            _inner.Encode(value, bytes);
            output.Write([.. bytes.WrittenSpan.ToArray().Reverse()]);
        }

        public T? Decode<T>(ReadOnlySpan<byte> payload) => _inner.Decode<T>([.. payload.ToArray().Reverse()]);
    }

    // Puts the key in front, and refuses payloads of other keys.
    private sealed class KeyTransform : IPayloadTransform
    {
        public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
        {
            output.Write(Encoding.UTF8.GetBytes(context.Key + "\n"));
            output.Write(payload);
        }

        public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
        {
            byte[] start = Encoding.UTF8.GetBytes(context.Key + "\n");
            output.Write(transformed.StartsWith(start) ? transformed[start.Length..] : throw new InvalidDataException("The payload is of another key."));
        }
    }

    private sealed class FailingCoder : ICoder
    {
        public void Encode<T>(T value, IBufferWriter<byte> output) => throw new FormatException("encode");

        public T? Decode<T>(ReadOnlySpan<byte> payload) => throw new FormatException("decode");
    }
}
