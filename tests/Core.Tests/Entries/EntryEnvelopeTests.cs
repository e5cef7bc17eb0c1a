using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Entries;

/// <summary>An entry with tags is stored in an envelope, and a value that looks like an envelope is not mistaken for one.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class EntryEnvelopeTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["users", "user:7"] };

    private static readonly TestCaseData[] _lookalikes =
    [
        Case.Of("the magic alone", new byte[] { 0xFF, (byte)'k', (byte)'e', (byte)'y' }),
        Case.Of("an envelope without terms", EntryEnvelope.WrapAlways("payload"u8, EntryMetadata.None)),
        Case.Of("an envelope with a tag", EntryEnvelope.WrapAlways("payload"u8, EntryMetadata.Of([new TagMark("app:%tags:none", new TagGeneration(1))]))),
        Case.Of("an envelope in an envelope", EntryEnvelope.WrapAlways(EntryEnvelope.WrapAlways("payload"u8, EntryMetadata.None), EntryMetadata.None)),
    ];

    [Test]
    public async Task Without_tags_the_payload_is_what_the_coder_wrote()
    {
        await Cache.SetAsync("key", new[] { 1 });
        Assert.That((await Backend.GetAsync("app::key"))!.Value.ToArray(), Is.EqualTo("[1]"u8.ToArray()));
    }

    [Test]
    public async Task With_tags_the_payload_is_the_end_of_the_envelope([Values] bool shared)
    {
        await Cache.SetAsync("key", new[] { 1 }, _tagged with { ByReference = shared });
        ReadOnlyMemory<byte> stored = (await Backend.GetAsync("app::key"))!.Value;
        Assert.That(EntryEnvelope.TryUnwrap(stored, out ReadOnlyMemory<byte> payload, out EntryMetadata terms), Is.True);
        Assert.That(payload.ToArray(), Is.EqualTo("[1]"u8.ToArray()));
        Assert.That(terms.Marks.Select(mark => mark.Key), Is.EqualTo(new[] { "app:%tags:users", "app:%tags:user:7" }));
    }

    [TestCaseSource(nameof(_lookalikes))]
    public async Task A_value_that_looks_like_an_envelope_comes_back_unchanged(byte[] value)
    {
        CacheEntryOptions shared = new() { ByReference = true };
        await Cache.SetAsync("plain", value);
        await Cache.SetAsync("shared", value, shared);
        await Cache.SetAsync("tagged", value, _tagged);
        await Cache.SetAsync("both", value, _tagged with { ByReference = true });
        foreach (string key in new[] { "plain", "shared", "tagged", "both" })
        {
            Assert.That((await Cache.TryGetAsync<byte[]>(key)).Value, Is.EqualTo(value), key);

            // As whoever reads the payload through the backend sees it.
            await Backend.SetAsync("app::copy", (await Backend.GetAsync($"app::{key}"))!.Value, null);
            Assert.That((await Cache.TryGetAsync<byte[]>("copy")).Value, Is.EqualTo(value), key);
        }
    }

    [Test]
    public async Task A_payload_that_is_copied_keeps_its_tags([Values] bool shared)
    {
        await Cache.SetAsync("key", "value", _tagged with { ByReference = shared });
        await Backend.SetAsync("app::copy", (await Backend.GetAsync("app::key"))!.Value, null);
        Assert.That((await Cache.TryGetAsync<string>("copy")).Value, Is.EqualTo("value"));
        await Cache.EvictAsync("user:7");
        Assert.That((await Cache.TryGetAsync<string>("copy")).HasValue, Is.False);
    }

    [Test]
    public async Task An_envelope_that_is_cut_short_is_refused()
    {
        await Cache.SetAsync("key", "value", _tagged);
        byte[] stored = (await Backend.GetAsync("app::key"))!.Value.ToArray();
        for (int length = 4; length < stored.Length; length++)
        {
            await Backend.SetAsync("app::key", stored.AsMemory(0, length), null);
            Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False, $"{length}");
        }
    }

    [TestCase(-1)]
    [TestCase(int.MaxValue)]
    [TestCase(3)]
    public async Task A_wrong_count_is_a_miss_that_is_logged(int count)
    {
        await Cache.SetAsync("key", "value", _tagged);
        byte[] stored = (await Backend.GetAsync("app::key"))!.Value.ToArray();
        BitConverter.TryWriteBytes(stored.AsSpan(5), count);
        await Backend.SetAsync("app::key", stored, null);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
        Assert.That(Loggers.Entries, Has.One.Matches<LogEntry>(entry => entry.Exception is InvalidDataException));
    }
}
