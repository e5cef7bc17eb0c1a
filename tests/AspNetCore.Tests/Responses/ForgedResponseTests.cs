using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>Responses that were written into the store by somebody else than a cache: a miss, or a response that Kestrel can send.</summary>
[TestFixture]
internal sealed class ForgedResponseTests
{
    private const int Seed = 20261128;
    private const int Mutations = 40_000;
    private const int MostSent = 3_000;

    [Test]
    public void No_forged_payload_is_read_as_a_response()
    {
        string[] read = [.. ForgedResponses.All.Where(forged => TryRead(forged.Payload) is not null).Select(forged => forged.What)];
        Assert.That(read, Is.Empty);
    }

    [Test]
    public void A_length_that_is_made_up_reserves_no_memory()
    {
        byte[][] payloads = [.. ForgedResponses.Bombs.Select(ForgedResponse.Enclose)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] payload in payloads)
            Assert.That(TryRead(payload), Is.Null);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(2_000_000));
    }

    [Test]
    public async Task A_forged_payload_is_a_miss_over_the_wire()
    {
        await using TestApp app = await StartAsync();
        var wrong = new List<string>();
        foreach ((string what, byte[] payload) in ForgedResponses.All)
        {
            Answer answer = await AnswerOfAsync(app, payload);
            if ((answer.Status, answer.CacheKit, answer.Body, answer["X-Split"]) != (200, "MISS", "hello", null))
                wrong.Add($"{what}: {answer.Status} {answer.CacheKit} {answer.Body}");
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(wrong, Is.Empty);
            Assert.That(Errors(app), Is.Empty);
        }
    }

    [Test]
    public async Task A_payload_changed_at_random_is_a_miss_or_is_sent()
    {
        await using TestApp app = await StartAsync();
        var random = new Random(Seed);
        byte[][] valid = [.. Valid.Select(response => response.ToPayload())];
        var sent = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] payload = Mutated(valid[random.Next(valid.Length)], random);
            if (TryRead(payload) is not { } response || sent == MostSent)
                continue;

            sent++;
            Answer answer = await AnswerOfAsync(app, payload);
            bool isHit = answer.CacheKit == "HIT";
            Assert.That(
                answer.Status == (isHit ? response.StatusCode : 200) && answer.Bytes.AsSpan().SequenceEqual(isHit ? response.Body.Span : "hello"u8),
                $"mutation {i}: {answer.Status} {answer.CacheKit} {Convert.ToHexString(payload)}");
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(sent, Is.GreaterThan(1_000));
            Assert.That(Errors(app), Is.Empty);
        }
    }

    [Test]
    public async Task No_forged_lifetime_fails_a_request(
        [Values(long.MinValue, -1, 0, 1, (1L << 48) - 2, (1L << 48) - 1, long.MaxValue)] long lifetime,
        [Values(-62_135_596_800_000, 0, 253_402_300_799_999)] long created)
    {
        await using TestApp app = await StartAsync();
        Answer answer = await AnswerOfAsync(app, new ForgedResponse { Created = created, Lifetime = lifetime }.ToPayload());
        Answer aged = await app.GetAsync("/", "Cache-Control: max-age=10, min-fresh=10");
        Assert.That((answer.Status, answer.CacheKit, aged.Status), Is.EqualTo((200, "HIT", 200)));
    }

    [TestCase(-62_135_596_800_000)]
    [TestCase(253_402_300_799_999)]
    public async Task A_response_made_at_the_end_of_time_is_sent_and_renewed(long created)
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst), VaryBy(Host = false)] () => Results.StatusCode(304)),
            new TestAppSettings { Store = Store.Payloads, Options = TestPolicies.AddTo });
        byte[] payload = new ForgedResponse
        {
            Created = created,
            Headers =
            [
                ForgedResponse.PlainText,
                new("Date", ["Fri, 31 Dec 9999 23:59:59 GMT"]),
                new("Age", ["2147483648"]),
                new("Cache-Control", ["max-age=1"]),
            ],
        }.ToPayload();
        await app.Backend.SetAsync(":: GET /", payload, TimeSpan.FromMinutes(1));
        Answer answer = await app.GetAsync("/", "Cache-Control: max-stale");
        CachedResponse read = ResponseLayout.Read(payload);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(200).Or.EqualTo(304));
            Assert.That(() => read.Renewed(app.Clock.GetUtcNow(), []), Throws.Nothing);
            Assert.That(Errors(app), Is.Empty);
        }
    }

    [Test]
    public async Task A_response_that_could_not_be_read_back_is_not_stored()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
            {
                context.Response.Headers["X-Long"] = new string('x', 65_000);
                context.Response.Headers["X-More"] = new string('x', 1_000);
                return "hello";
            }),
            new TestAppSettings { Store = Store.Payloads });
        app.Client.DefaultRequestHeaders.ConnectionClose = true;
        IReadOnlyList<string> head = await RawClient.GetHeadAsync(app.Client.BaseAddress!, "/");
        Assert.That(head, Does.Contain("Cache-Status: CacheKit; fwd=uri-miss; detail=malformed"));
    }

    // One connection for all: what is left over of a response that was split would be the next one.
    private static async Task<TestApp> StartAsync() => await TestApp.StartAsync(
        routes => routes.MapGet("/", [Cache(60)] () => "hello"), new TestAppSettings { Store = Store.Payloads });

    private static async Task<Answer> AnswerOfAsync(TestApp app, byte[] payload)
    {
        await app.Backend.SetAsync($"::GET {app.Origin}/", payload, TimeSpan.FromMinutes(1));
        return await app.GetAsync();
    }

    private static string[] Errors(TestApp app) =>
        [.. app.Log.Lines.Where(line => line.Level >= LogLevel.Error || line.Exception is not (null or InvalidDataException or IOException or SocketException))
            .Where(line => line.Category != "CacheKit").Select(line => $"{line.Category}: {line.Message} {line.Exception}")];

    private static CachedResponse? TryRead(byte[] payload)
    {
        try
        {
            return ResponseLayout.Read(payload);
        }
        catch (Exception exception) when (exception is not (NullReferenceException or IndexOutOfRangeException or OutOfMemoryException or OverflowException))
        {
            return null;
        }
    }

    private static ForgedResponse[] Valid =>
    [
        new(),
        new() { Status = 404, Reason = "No Such Thing" },
        new() { Status = 204, Body = [] },
        new() { Headers = [new("Content-Length", ["0"])], Body = [] },
        new()
        {
            Headers =
            [
                new("Content-Type", ["text/html; charset=utf-8"]), new("Cache-Control", ["max-age=60, stale-while-revalidate=30"]), new("Age", ["10"]),
                new("Date", ["Sun, 01 Mar 2026 12:00:00 GMT"]), new("Expires", ["Sun, 01 Mar 2026 12:30:00 GMT"]), new("ETag", ["\"1\""]),
                new("Last-Modified", ["Sun, 01 Mar 2026 11:00:00 GMT"]), new("Vary", ["Accept"]), new("Link", ["<a>", "<b>"]),
            ],
            Caches = ["Origin; hit"],
            Vary = [new("Accept", "")],
        },
    ];

    // Its content alone, so that the checksum is right.
    private static byte[] Mutated(byte[] payload, Random random)
    {
        const int Head = 6;
        List<byte> content = [.. payload[Head..]];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(content.Count);
            switch (random.Next(4))
            {
                case 0:
                    content.RemoveAt(at);
                    break;
                case 1:
                    content.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    content[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    content[at] = (byte)random.Next(256);
                    break;
            }
        }

        return ForgedResponse.Enclose([.. content]);
    }
}
