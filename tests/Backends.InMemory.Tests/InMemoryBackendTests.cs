using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>What the backend asks of its values, and which changes and reads it counts.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class InMemoryBackendTests
{
    // With a key of four characters, an entry of a sized value takes this much.
    private const int EntrySize = 150 + (2 * 4) + 100;

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void Only_a_store_with_a_limit_asks_for_the_size_of_a_value_and_only_for_one_that_it_may_keep()
    {
        var value = new SizedValue();
        using InMemoryBackend unlimited = BackendOf(sizeLimit: null);
        unlimited.SetValue("key1", value, timeToLive: null);
        unlimited.SetValue("key1", value, TimeSpan.Zero);
        using InMemoryBackend limited = BackendOf(EntrySize);
        limited.SetValue("key1", value, TimeSpan.Zero);
        Assert.That(value.Asked, Is.Zero);
        limited.SetValue("key1", value, timeToLive: null);
        Assert.That(value.Asked, Is.EqualTo(1));
    }

    [TestCase(EntrySize, true)]
    [TestCase(EntrySize - 1, false)]
    public void An_entry_as_large_as_the_limit_is_kept(long sizeLimit, bool isKept)
    {
        using InMemoryBackend backend = BackendOf(sizeLimit);
        bool isStored = backend.ReplaceValue("key1", expected: null, new SizedValue(), timeToLive: null);
        Assert.That((isStored, backend.GetValue("key1") is not null), Is.EqualTo((isKept, isKept)));
    }

    // The size is asked for between the first comparison and the one under the lock.
    [Test]
    public void A_value_that_was_stored_meanwhile_is_not_replaced([Values] bool isHeld)
    {
        using InMemoryBackend backend = BackendOf(10 * EntrySize);
        var expected = new SizedValue();
        var meanwhile = new SizedValue();
        if (isHeld)
            backend.SetValue("key1", expected, timeToLive: null);
        var late = new SizedValue { OnAsked = () => backend.SetValue("key1", meanwhile, timeToLive: null) };
        Assert.That(backend.ReplaceValue("key1", isHeld ? expected : null, late, timeToLive: null), Is.False);
        Assert.That(backend.GetValue("key1"), Is.SameAs(meanwhile));
    }

    [Test]
    public void Only_another_value_in_place_of_one_that_others_depend_on_makes_them_obsolete()
    {
        using InMemoryBackend backend = BackendOf(sizeLimit: null);
        var cause = new SizedValue { HasDependents = true };
        long first = backend.ObsoletingChanges;
        backend.SetValue("key1", new SizedValue(), timeToLive: null);
        backend.SetValue("key1", new SizedValue(), timeToLive: null);
        backend.SetValue("key1", cause, timeToLive: null);
        backend.SetValue("key1", cause, TimeSpan.FromHours(1));
        Assert.That(backend.ObsoletingChanges, Is.EqualTo(first));
        backend.SetValue("key1", new SizedValue { HasDependents = true }, timeToLive: null);
        Assert.That(backend.ObsoletingChanges, Is.GreaterThan(first));
    }

    [Test]
    public void A_cause_that_expires_makes_others_obsolete_once_it_is_read()
    {
        using InMemoryBackend backend = BackendOf(sizeLimit: null);
        backend.SetValue("key1", new SizedValue { HasDependents = true }, TimeSpan.FromHours(1));
        long first = backend.ObsoletingChanges;
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.That(backend.GetValue("key1"), Is.Null);
        Assert.That(backend.ObsoletingChanges, Is.GreaterThan(first));
    }

    [Test]
    public async Task An_expired_entry_counts_as_absent_for_its_removal()
    {
        using InMemoryBackend backend = BackendOf(sizeLimit: null);
        foreach (string key in new[] { "key1", "key2", "key3" })
            backend.SetValue(key, new SizedValue(), key == "key3" ? null : TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await backend.RemoveAsync("key1"), await backend.ClearAsync(""), backend.Measure().Entries), Is.EqualTo((false, 1, 0)));
    }

    // A ticket stands for the reads that it makes unnecessary.
    [TestCase("read")]
    [TestCase("read with its time to live")]
    [TestCase("looked at")]
    [TestCase("looked at with others")]
    public void An_entry_that_is_requested_again_and_again_stays_in_a_full_store(string request)
    {
        using InMemoryBackend backend = BackendOf(10 * EntrySize);
        backend.SetValue("kept", new SizedValue(), timeToLive: null);
        backend.GetValueWithTicket("kept", out ValueTicket ticket);
        for (int i = 1_000; i < 2_000; i++)
        {
            backend.SetValue($"{i}", new SizedValue(), timeToLive: null);
            bool isHeld = request switch
            {
                "read" => backend.GetValue("kept") is not null,
                "read with its time to live" => backend.GetValue("kept", out _) is not null,
                "looked at" => backend.IsHeld(ticket),
                _ => backend.CountHeld([ticket]) == 1,
            };
            Assert.That(isHeld, Is.True);
        }
    }

    [Test]
    public void An_entry_that_is_not_requested_makes_room()
    {
        using InMemoryBackend backend = BackendOf(10 * EntrySize);
        backend.SetValue("kept", new SizedValue(), timeToLive: null);
        for (int i = 1_000; i < 2_000; i++)
        {
            backend.SetValue($"{i}", new SizedValue(), timeToLive: null);
            backend.GetValue($"{i}");
        }

        Assert.That(backend.GetValue("kept"), Is.Null);
    }

    private InMemoryBackend BackendOf(long? sizeLimit) => new(new InMemoryBackendOptions { SizeLimit = sizeLimit, TimeProvider = _clock });

    private sealed class SizedValue : CachedValue
    {
        public bool HasDependents { get; init; }

        public Action? OnAsked { get; init; }

        public int Asked { get; private set; }

        public override bool MakesOthersObsolete => HasDependents;

        public override long Size
        {
            get
            {
                Asked++;
                OnAsked?.Invoke();
                return 100;
            }
        }

        public override ReadOnlyMemory<byte> ToPayload() => default;
    }
}
