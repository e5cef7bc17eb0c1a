using System.Reflection;
using System.Text;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Backends;

/// <summary>A wrapper around a backend has its capabilities, no more and no fewer.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DelegatingBackendTests
{
    private readonly FakeTimeProvider _clock = new();

    private static Type[] Capabilities =>
        [
            .. typeof(ICacheBackend).Assembly.GetExportedTypes().Where(
                type => type.IsInterface && type != typeof(ICacheBackend) && type.IsAssignableTo(typeof(ICacheBackend)))
        ];

    [Test]
    public void A_wrapper_implements_every_capability_there_is() =>
        Assert.That(Capabilities, Is.Not.Empty.And.All.Matches<Type>(capability => capability.IsAssignableFrom(typeof(DelegatingBackend))));

    // A default body of an interface would hide what the inner backend does.
    [Test]
    public void A_wrapper_forwards_every_member_by_one_that_can_be_overridden()
    {
        IEnumerable<MethodInfo> targets = Capabilities.Append(typeof(ICacheBackend)).SelectMany(
            capability => typeof(DelegatingBackend).GetInterfaceMap(capability).TargetMethods);
        Assert.That(targets, Is.All.Matches<MethodInfo>(target =>
            target.DeclaringType == typeof(DelegatingBackend) && target is { IsVirtual: true, IsFinal: false, IsPublic: true }));
    }

    [TestCaseSource(nameof(Inner))]
    public void A_wrapper_has_the_capabilities_of_the_inner_backend_and_no_others(ICacheBackend inner)
    {
        ICacheBackend wrapper = new PlainWrapper(new PlainWrapper(inner));
        Assert.That(PresentOf(wrapper), Is.EqualTo(PresentOf(inner)));
        (inner as IDisposable)?.Dispose();
    }

    private static IEnumerable<TestCaseData> Inner()
    {
        yield return new TestCaseData(new RecordingBackend()).SetArgDisplayNames("four calls");
        yield return new TestCaseData(new ReplacingBackend()).SetArgDisplayNames("conditional writes");
        yield return new TestCaseData(new InMemoryBackend()).SetArgDisplayNames("memory");
        yield return new TestCaseData(new TieredBackend(new InMemoryBackend(), new RecordingBackend())).SetArgDisplayNames("two levels on a plain store");
        yield return new TestCaseData(new TieredBackend(new InMemoryBackend(), new TalkingStore(TimeProvider.System))).SetArgDisplayNames("two levels");
    }

    [Test]
    public void A_wrapper_that_overrides_the_read_of_a_key_is_called_for_a_key_in_two_parts()
    {
        var memory = new InMemoryBackend();
        var value = new CodedValue(new byte[1]);
        memory.SetValue("app::key", value, timeToLive: null);
        var wrapper = new OverridesGetValue(memory);
        Assert.That(((IValueBackend)wrapper).GetValue("app::", "key"), Is.SameAs(value));
        Assert.That(wrapper.Keys, Is.EqualTo(new[] { "app::key" }));
        Assert.That(((IValueBackend)new PlainWrapper(memory)).GetValue("app::", "key"), Is.SameAs(value));
    }

    [TestCaseSource(nameof(Overriding))]
    public void A_wrapper_that_overrides_a_call_for_one_key_alone_is_not_called_for_many(DelegatingBackend wrapper) =>
        Assert.That(wrapper.FindCapability<IBatchBackend>(), Is.Null);

    private static IEnumerable<TestCaseData> Overriding()
    {
        yield return Case.Of("get", new OverridesGet());
        yield return Case.Of("get with time to live", new OverridesGetWithTimeToLive());
        yield return Case.Of("set", new OverridesSet());
        yield return Case.Of("add", new OverridesAdd());
        yield return Case.Of("remove", new OverridesRemove());
        yield return Case.Of("in a base class", new InheritsGet());
    }

    [Test]
    public void A_wrapper_that_overrides_both_calls_is_called_for_many()
    {
        var wrapper = new OverridesBoth();
        Assert.That(wrapper.FindCapability<IBatchBackend>(), Is.SameAs(wrapper));
    }

    [Test]
    public async Task A_wrapper_that_overrides_a_call_for_one_key_sees_each_key_of_a_batch()
    {
        var store = new BatchStore(_clock);
        var wrapper = new ObservingBackend(store);
        using var cache = new Cache(wrapper, "app", new CacheOptions { TimeProvider = _clock });
        await cache.SetAsync("key", "value", new CacheEntryOptions { Tags = ["one", "two"] });
        Assert.That(store.Trips, Has.None.Contains("many"));
        Assert.That(wrapper.Calls.Count(call => call == "add"), Is.EqualTo(2), "the records of the tags");
    }

    [Test]
    public void A_wrapper_hands_payloads_over_unless_it_overrides_a_read_and_may_keep_them()
    {
        var inner = new OwningBackend(_clock);
        Assert.That(new PlainWrapper(inner).HandsOverPayloads);
        Assert.That(new PlainWrapper(new RecordingBackend()).HandsOverPayloads, Is.False);
        Assert.That(new ObservingBackend(inner).HandsOverPayloads, Is.False);
    }

    [Test]
    public void A_wrapper_that_overrides_a_read_does_not_read_into_rented_memory_unless_it_overrides_that_too()
    {
        var renting = new PoisoningBackend(_clock);
        var wrapper = new PlainWrapper(renting);
        Assert.That(wrapper.FindCapability<IRentingBackend>(), Is.SameAs(wrapper));
        Assert.That(new ReversesReads(renting).FindCapability<IRentingBackend>(), Is.Null);
        Assert.That(renting.Then(new NonceTransform()).FindCapability<IRentingBackend>(), Is.Not.Null);
    }

    [Test]
    public async Task Two_levels_do_not_read_into_rented_memory_because_L1_keeps_what_is_read()
    {
        using var memory = new InMemoryBackend();
        await using var levels = new TieredBackend(memory, new PoisoningBackend(_clock));
        Assert.That(levels.FindCapability<IRentingBackend>(), Is.Null);
    }

    [Test]
    public void A_wrapped_backend_is_found_by_its_type()
    {
        var inner = new RecordingBackend();
        ICacheBackend wrapper = new ObservingBackend(inner);
        Assert.That(wrapper.FindCapability<RecordingBackend>(), Is.SameAs(inner));
        Assert.That(wrapper.FindCapability<ObservingBackend>(), Is.SameAs(wrapper));
        Assert.That(wrapper.FindCapability<InMemoryBackend>(), Is.Null);
    }

    [Test]
    public void A_call_of_a_missing_capability_is_an_error_that_says_how_to_ask_for_it()
    {
        var wrapper = new ObservingBackend(new RecordingBackend());
        Assert.That(
            async () => await wrapper.AddAsync("key", default, null),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "RecordingBackend does not support IConditionalBackend. Call FindCapability<IConditionalBackend>() first, and use its result."));
    }

    [Test]
    public async Task Around_memory_values_stay_by_reference()
    {
        using var memory = new InMemoryBackend();
        var cache = new Cache(new ObservingBackend(memory), "app", new CacheOptions());
        string value = new('x', 3);
        await cache.SetAsync("key", value);
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.SameAs(value));
    }

    [Test]
    public async Task Around_a_store_a_computed_value_is_written_on_a_condition()
    {
        var wrapper = new ObservingBackend(new ReplacingBackend());
        var cache = new Cache(wrapper, "app", new CacheOptions());
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        Assert.That(wrapper.Calls, Does.Contain("add"));
    }

    [Test]
    public async Task Around_a_store_a_soft_eviction_is_soft()
    {
        var cache = new Cache(new ObservingBackend(new ReplacingBackend(_clock)), "app", new CacheOptions { TimeProvider = _clock });
        var options = new CacheEntryOptions { Tags = ["tag"], Expiration = TimeSpan.FromHours(1), Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } };
        await cache.SetAsync("key", "old", options);
        await cache.EvictAsync("tag", EvictionMode.Soft);
        var computing = new TaskCompletionSource<string>();
        Assert.That(await cache.GetOrCreateAsync("key", async _ => await computing.Task, options), Is.EqualTo("old"));
        computing.SetResult("new");
    }

    [Test]
    public async Task A_wrapper_that_changes_payloads_sees_all_of_them()
    {
        using var memory = new InMemoryBackend();
        var cache = new Cache(new MirroringBackend(memory), "app", new CacheOptions());
        await cache.SetAsync("key", "value");
        await cache.GetOrCreateAsync("other", _ => ValueTask.FromResult("computed"));
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That((await cache.TryGetAsync<string>("other")).Value, Is.EqualTo("computed"));
        Assert.That(Encoding.UTF8.GetString((await memory.GetWithTimeToLiveAsync("app::key"))!.Value.Payload.Span), Is.EqualTo("\"eulav\""));
    }

    [Test]
    public async Task A_wrapper_that_changes_payloads_stands_inside_of_two_levels()
    {
        using var memory = new InMemoryBackend();
        var store = new RecordingBackend();
        using var levels = new TieredBackend(memory, new MirroringBackend(store));
        var cache = new Cache(levels, "app", new CacheOptions());
        await cache.SetAsync("key", "value");
        Assert.That(Encoding.UTF8.GetString(store["app::key"]), Is.EqualTo("\"eulav\""));
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }

    [Test]
    public void A_wrapper_that_changes_payloads_is_refused_around_two_levels()
    {
        using var memory = new InMemoryBackend();
        using var levels = new TieredBackend(memory, new RecordingBackend());
        Assert.That(
            () => new Cache(new MirroringBackend(levels), "app", new CacheOptions()),
            Throws.ArgumentException.With.Message.Contains("new TieredBackend(memory, new MirroringBackend(store))"));
    }

    private static IEnumerable<string> PresentOf(ICacheBackend backend)
    {
        MethodInfo find = typeof(ICacheBackend).GetMethod(nameof(ICacheBackend.FindCapability))!;
        return Capabilities.Where(capability => find.MakeGenericMethod(capability).Invoke(backend, null) is not null).Select(capability => capability.Name);
    }

    private sealed class PlainWrapper(ICacheBackend inner) : DelegatingBackend(inner);

    private sealed class OverridesGet() : DelegatingBackend(new BatchStore(TimeProvider.System))
    {
        public override ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) => default;
    }

    private sealed class OverridesGetValue(InMemoryBackend inner) : DelegatingBackend(inner)
    {
        public List<string> Keys { get; } = [];

        public override CachedValue? GetValue(ReadOnlySpan<char> key)
        {
            Keys.Add(key.ToString());
            return base.GetValue(key);
        }
    }

    private sealed class ReversesReads(ICacheBackend inner) : DelegatingBackend(inner)
    {
        public override async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) =>
            await base.GetAsync(key, cancellationToken) is { } payload ? payload.ToArray().Reverse().ToArray() : null;
    }

    private class OverridesGetWithTimeToLive() : DelegatingBackend(new BatchStore(TimeProvider.System))
    {
        public override ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) => default;
    }

    private sealed class InheritsGet : OverridesGetWithTimeToLive;

    private sealed class OverridesBoth : OverridesGetWithTimeToLive
    {
        public override ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) => default;
    }

    private sealed class OverridesSet() : DelegatingBackend(new BatchStore(TimeProvider.System))
    {
        public override ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) => default;
    }

    private sealed class OverridesAdd() : DelegatingBackend(new BatchStore(TimeProvider.System))
    {
        public override ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) => default;
    }

    private sealed class OverridesRemove() : DelegatingBackend(new BatchStore(TimeProvider.System))
    {
        public override ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => default;
    }
}
