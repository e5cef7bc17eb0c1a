using System.Text;

namespace CacheKit.Conformance;

/// <summary>
/// Tests of <see cref="IConditionalBackend"/>, if the backend has this capability: an entry that has changed since it was read is never
/// replaced.
/// </summary>
public abstract class ReplacingConformance : AddingConformance
{
    private const int Callers = 16;

    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(300);

    private static TimeSpan[] NoLives => [TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromHours(-1), TimeSpan.MinValue];

    [Test]
    public async Task Replace_stores_a_payload_and_its_time_to_live_instead_of_the_expected_one()
    {
        await WriteAsync(Key(), "first");

        Assert.That(await ReplaceAsync(Key(), "first", "second", _hour), Is.True);

        CacheEntry? entry = await Backend.GetWithTimeToLiveAsync(Key());
        Assert.That(entry?.Payload.ToArray(), Is.EqualTo("second"u8.ToArray()));
        Assert.That(entry?.TimeToLive, Is.InRange(TimeSpan.FromMinutes(50), _hour));
    }

    [Test]
    public async Task A_replacement_without_expiration_never_expires([Values] bool theLongestThereIs)
    {
        await WriteAsync(Key(), "first", _hour);

        Assert.That(await ReplaceAsync(Key(), "first", "second", theLongestThereIs ? TimeSpan.MaxValue : null), Is.True);

        CacheEntry? entry = await Backend.GetWithTimeToLiveAsync(Key());
        Assert.That(entry?.Payload.ToArray(), Is.EqualTo("second"u8.ToArray()));
        Assert.That(entry?.TimeToLive, Is.Null);
    }

    [Test]
    public async Task An_entry_can_be_replaced_by_itself_with_a_longer_time_to_live()
    {
        await WriteAsync(Key(), "payload", TimeSpan.FromMinutes(1));
        Assert.That(await ReplaceAsync(Key(), "payload", "payload", _hour), Is.True);
        Assert.That((await Backend.GetWithTimeToLiveAsync(Key()))?.TimeToLive, Is.InRange(TimeSpan.FromMinutes(50), _hour));
    }

    [Test]
    public async Task A_replacement_expires_as_requested()
    {
        await WriteAsync(Key(), "first");
        Assert.That(await ReplaceAsync(Key(), "first", "second", _moment), Is.True);
        await OutliveAsync(Key(), _moment);
        Assert.That(await ReadAsync(Key()), Is.Null);
    }

    [TestCase("other")]
    [TestCase("first!")]
    [TestCase("firs")]
    [TestCase("First")]
    [TestCase("")]
    public async Task Replace_leaves_another_payload_and_its_time_to_live(string expected)
    {
        await WriteAsync(Key(), "first", _hour);

        Assert.That(await ReplaceAsync(Key(), expected, "second", timeToLive: null), Is.False);

        CacheEntry? entry = await Backend.GetWithTimeToLiveAsync(Key());
        Assert.That(entry?.Payload.ToArray(), Is.EqualTo("first"u8.ToArray()));
        Assert.That(entry?.TimeToLive, Is.InRange(TimeSpan.FromMinutes(50), _hour));
    }

    [TestCase("")]
    [TestCase("first")]
    public async Task Replace_leaves_an_absent_key_absent(string expected)
    {
        Assert.That(await ReplaceAsync(Key(), expected, "second", timeToLive: null), Is.False);
        Assert.That(await ReadAsync(Key()), Is.Null);
    }

    [Test]
    public async Task Replace_leaves_an_expired_entry_expired()
    {
        await WriteAsync(Key(), "first", _moment);
        await OutliveAsync(Key(), _moment);
        Assert.That(await ReplaceAsync(Key(), "first", "second", timeToLive: null), Is.False);
        Assert.That(await ReadAsync(Key()), Is.Null);
    }

    [Test]
    public async Task Replace_does_not_bring_back_what_was_removed()
    {
        await WriteAsync(Key(), "first");
        await Backend.RemoveAsync(Key());
        Assert.That(await ReplaceAsync(Key(), "first", "second", timeToLive: null), Is.False);
        Assert.That(await ReadAsync(Key()), Is.Null);
    }

    [Test]
    public async Task Replace_does_not_bring_back_what_was_cleared()
    {
        string cache = $"replacing-{Guid.NewGuid():N}";
        foreach (string prefix in new[] { $"{cache}:users:", $"{cache}:" })
        {
            await WriteAsync($"{cache}:users:1", "first");
            await Backend.ClearAsync(prefix);
            Assert.That(await ReplaceAsync($"{cache}:users:1", "first", "second", timeToLive: null), Is.False);
            Assert.That(await ReadAsync($"{cache}:users:1"), Is.Null);
        }
    }

    [TestCaseSource(typeof(ReplacingConformance), nameof(NoLives))]
    public async Task Replace_with_a_time_to_live_of_zero_removes_the_expected_payload(TimeSpan none)
    {
        await WriteAsync(Key(), "first");
        Assert.That(await ReplaceAsync(Key(), "first", "second", none), Is.True);
        Assert.That(await ReadAsync(Key()), Is.Null);
        Assert.That(await Backend.RemoveAsync(Key()), Is.False);
    }

    [TestCaseSource(typeof(ReplacingConformance), nameof(NoLives))]
    public async Task Replace_with_a_time_to_live_of_zero_leaves_another_payload(TimeSpan none)
    {
        await WriteAsync(Key(), "first");
        Assert.That(await ReplaceAsync(Key(), "other", "second", none), Is.False);
        Assert.That(await ReadAsync(Key()), Is.EqualTo("first"));
        Assert.That(await ReplaceAsync(Key("absent"), "first", "second", none), Is.False);
    }

    [Test]
    public Task Empty_payloads_are_replaced_and_replace() => ExpectReplacedAsync([], "payload"u8.ToArray(), []);

    [Test]
    public Task Payloads_of_every_byte_are_replaced_and_replace()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(number => (byte)number)];
        return ExpectReplacedAsync(bytes, [.. bytes.Reverse()], bytes);
    }

    [Test]
    public async Task The_largest_payloads_are_replaced_and_replace()
    {
        byte[] first = RandomBytes(LargestPayload);
        byte[] second = RandomBytes(LargestPayload);
        await ExpectReplacedAsync(first, second, "small"u8.ToArray(), first);

        byte[] almost = [.. first];
        almost[^1]++;
        Assert.That(await CapabilityOrPass<IConditionalBackend>().ReplaceAsync(Key(), almost, second, timeToLive: null), Is.False);
        Assert.That((await Backend.GetAsync(Key()))?.Span.SequenceEqual(first), Is.True);
    }

    [Test]
    public async Task Payloads_that_compress_well_are_replaced_and_replace()
    {
        byte[] first = new byte[LargestPayload];
        byte[] second = [.. first.Select(_ => (byte)'x')];
        await ExpectReplacedAsync(first, second, [], first);
        Assert.That(await CapabilityOrPass<IConditionalBackend>().ReplaceAsync(Key(), second, first, timeToLive: null), Is.False);
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Odd_keys_are_replaced_one_by_one(string[] names)
    {
        PassUnlessOddKeysAreTested();
        foreach (string name in names)
            await WriteAsync(Key(name), name);
        foreach (string name in names)
            Assert.That(await ReplaceAsync(Key(name), name, name + "!", timeToLive: null), Is.True, name);
        foreach (string name in names)
            Assert.That(await ReadAsync(Key(name)), Is.EqualTo(AsRead(name + "!")), name);
    }

    [Test]
    public async Task Exactly_one_of_many_concurrent_replacements_succeeds()
    {
        string expected = "start";
        await WriteAsync(Key(), expected, _hour);
        for (var round = 0; round < Races; round++)
        {
            string before = expected;
            bool[] replaced = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller =>
                Task.Run(async () => await ReplaceAsync(Key(), before, $"{round}.{caller}", _hour))));
            Assert.That(replaced.Count(one => one), Is.EqualTo(1));
            expected = $"{round}.{Array.IndexOf(replaced, true)}";
            Assert.That(await ReadAsync(Key()), Is.EqualTo(expected));
        }
    }

    [Test]
    public async Task Concurrent_increments_by_replacement_add_up_to_the_sum()
    {
        IConditionalBackend replacing = CapabilityOrPass<IConditionalBackend>();
        await WriteAsync(Key(), "0", _hour);
        await Task.WhenAll(Enumerable.Range(0, Callers / 2).Select(_ => Task.Run(async () =>
        {
            for (var added = 0; added < Races;)
            {
                string seen = (await ReadAsync(Key()))!;
                if (await ReplaceAsync(Key(), seen, $"{int.Parse(seen, null) + 1}", _hour))
                    added++;
            }
        })));
        Assert.That(await ReadAsync(Key()), Is.EqualTo($"{Callers / 2 * Races}"), $"by {replacing}");
    }

    [Test]
    public async Task Concurrent_replacements_and_writes_have_some_order([Values("set", "remove", "clear")] string other)
    {
        string cache = $"replacing-{Guid.NewGuid():N}";
        for (var round = 0; round < Races; round++)
        {
            string key = $"{cache}:{round}:key";
            await WriteAsync(key, "first");
            Task<bool> replacing = Task.Run(async () => await ReplaceAsync(key, "first", "second", _hour));
            await Task.Run(async () =>
            {
                if (other == "set")
                    await WriteAsync(key, "third", _hour);
                else if (other == "remove")
                    await Backend.RemoveAsync(key);
                else
                    await Backend.ClearAsync($"{cache}:{round}:");
            });

            // In either order, the second operation wins or finds an unexpected payload.
            await replacing;
            Assert.That(await ReadAsync(key), Is.EqualTo(other == "set" ? "third" : null));
        }

        await Backend.ClearAsync($"{cache}:");
    }

    [Test]
    public async Task The_buffers_of_a_replacement_may_be_reused()
    {
        byte[] expected = "first"u8.ToArray();
        byte[] payload = "second"u8.ToArray();
        await WriteAsync(Key(), "first");
        Assert.That(await CapabilityOrPass<IConditionalBackend>().ReplaceAsync(Key(), expected, payload, timeToLive: null), Is.True);
        Array.Clear(expected);
        Array.Clear(payload);
        Assert.That(await ReadAsync(Key()), Is.EqualTo("second"));
    }

    [Test]
    public async Task A_cancelled_replacement_throws_and_changes_nothing([Values] bool removing)
    {
        IConditionalBackend replacing = CapabilityOrPass<IConditionalBackend>();
        await WriteAsync(Key(), "first");
        Assert.That(
            async () => await replacing.ReplaceAsync(
                Key(), "first"u8.ToArray(), "second"u8.ToArray(), removing ? TimeSpan.Zero : null, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await ReadAsync(Key()), Is.EqualTo("first"));
    }

    // Lone surrogates in the text of a payload are replaced when it is encoded.
    private static string AsRead(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private async Task ExpectReplacedAsync(params byte[][] payloads)
    {
        IConditionalBackend replacing = CapabilityOrPass<IConditionalBackend>();
        await Backend.SetAsync(Key(), payloads[0], timeToLive: null);
        for (var next = 1; next < payloads.Length; next++)
        {
            Assert.That(await replacing.ReplaceAsync(Key(), payloads[next - 1], payloads[next], _hour), Is.True);
            Assert.That((await Backend.GetAsync(Key()))?.Span.SequenceEqual(payloads[next]), Is.True);
        }
    }

    private ValueTask<bool> ReplaceAsync(string key, string expected, string text, TimeSpan? timeToLive) =>
        CapabilityOrPass<IConditionalBackend>().ReplaceAsync(key, Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(text), timeToLive);
}
