using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

/// <summary>The operations of a cache for many keys have the results that those for one key have.</summary>
[TestFixture(StoreKind.Memory), TestFixture(StoreKind.Server), TestFixture(StoreKind.Remote)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CacheBatchesTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _users = new() { Namespace = "users", Expiration = TimeSpan.FromMinutes(1) };

    private readonly List<string[]> _loads = [];

    [Test]
    public async Task Get_many_returns_the_values_that_are_there()
    {
        await Cache.SetAsync("one", "1");
        await Cache.SetAsync<string?>("null", null);
        await Cache.SetAsync("one", "other namespace", _users);
        IReadOnlyDictionary<string, string?> found = await Cache.GetManyAsync<string?>(["absent", "one", "null", "one"]);
        Assert.That(found, Is.EquivalentTo(new Dictionary<string, string?> { ["one"] = "1", ["null"] = null }));
    }

    [Test]
    public async Task What_is_set_together_is_read_one_by_one_and_the_other_way_round()
    {
        await Cache.SetManyAsync<int>([new("one", 1), new("two", 2)], _users);
        await Cache.SetAsync("three", 3, _users);
        Assert.That((await Cache.TryGetAsync<int>("two", _users)).Value, Is.EqualTo(2));
        Assert.That((await Cache.GetManyAsync<int>(["one", "two", "three"], _users)).Values, Is.EquivalentTo(new[] { 1, 2, 3 }));
        Assert.That(await Cache.GetManyAsync<int>(["one", "two", "three"]), Is.Empty);

        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await Cache.GetManyAsync<int>(["one", "two", "three"], _users), Is.Empty);
    }

    [Test]
    public async Task Of_a_key_that_is_set_twice_the_last_value_is_stored()
    {
        await Cache.SetManyAsync<int>([new("one", 1), new("two", 2), new("one", 3)]);
        Assert.That((await Cache.TryGetAsync<int>("one")).Value, Is.EqualTo(3));
    }

    [Test]
    public async Task An_expiration_of_zero_removes_the_keys()
    {
        await Cache.SetManyAsync<int>([new("one", 1), new("two", 2)]);
        await Cache.SetManyAsync<int>([new("one", 5), new("two", 6)], new CacheEntryOptions { Expiration = TimeSpan.Zero });
        Assert.That(await Cache.GetManyAsync<int>(["one", "two"]), Is.Empty);
    }

    [Test]
    public async Task Removed_keys_are_counted()
    {
        await Cache.SetManyAsync<int>([new("one", 1), new("two", 2), new("three", 3)]);
        Assert.That(await Cache.RemoveManyAsync(["one", "absent", "three", "one"]), Is.EqualTo(2));
        Assert.That((await Cache.GetManyAsync<int>(["one", "two", "three"])).Keys, Is.EqualTo(new[] { "two" }));
    }

    [Test]
    public async Task Entries_of_any_of_several_tags_are_evicted([Values] EvictionMode mode)
    {
        foreach (string tag in new[] { "a", "b", "c" })
            await Cache.SetManyAsync<int>([new($"{tag}1", 1), new($"{tag}2", 2)], new CacheEntryOptions { Tags = [tag] });
        Assert.That(await Cache.EvictManyAsync(["a", "c"], mode), Is.True);
        Assert.That((await Cache.GetManyAsync<int>(["a1", "a2", "b1", "b2", "c1", "c2"])).Keys, Is.EquivalentTo(new[] { "b1", "b2" }));
    }

    [Test]
    public async Task The_factory_is_given_the_missing_keys_once_and_in_their_order()
    {
        await Cache.SetAsync("c", "cached");
        IReadOnlyDictionary<string, string> values = await LoadAsync(["d", "c", "a", "d", "b", "a"]);
        Assert.That(_loads, Is.EqualTo(new[] { new[] { "d", "a", "b" } }));
        Assert.That(values, Is.EquivalentTo(new Dictionary<string, string> { ["a"] = "loaded a", ["b"] = "loaded b", ["c"] = "cached", ["d"] = "loaded d" }));
        Assert.That(values.Keys, Is.EqualTo(new[] { "d", "c", "a", "b" }));
        await LoadAsync(["a", "b", "c", "d"]);
        Assert.That(_loads, Has.Count.EqualTo(1));
        Assert.That((await Cache.TryGetAsync<string>("b")).Value, Is.EqualTo("loaded b"));
    }

    [Test]
    public async Task The_factory_is_given_at_most_as_many_keys_as_asked_for()
    {
        await Cache.GetOrCreateManyAsync(["a", "b", "c", "d", "e"], Load, maxBatch: 2);
        Assert.That(_loads, Is.EqualTo(new[] { new[] { "a", "b" }, ["c", "d"], ["e"] }));
        Assert.That(await Cache.GetManyAsync<string>(["a", "b", "c", "d", "e"]), Has.Count.EqualTo(5));
    }

    [Test]
    public async Task A_key_that_the_factory_does_not_return_is_absent_and_not_stored()
    {
        for (int i = 1; i <= 2; i++)
        {
            Assert.That((await LoadAsync(["a", "none", "b"])).Keys, Is.EqualTo(new[] { "a", "b" }));
            Assert.That(_loads, Has.Count.EqualTo(i));
        }

        Assert.That(_loads[1], Is.EqualTo(new[] { "none" }));
    }

    [Test]
    public async Task A_key_that_the_factory_returns_unasked_is_left_out()
    {
        IReadOnlyDictionary<string, int> values = await Cache.GetOrCreateManyAsync<int>(
            ["a"], (_, _) => new(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }));
        Assert.That(values.Keys, Is.EqualTo(new[] { "a" }));
        Assert.That((await Cache.TryGetAsync<int>("b")).HasValue, Is.False);
    }

    [Test]
    public async Task An_exception_of_the_factory_reaches_the_caller_and_nothing_is_stored()
    {
        Assert.That(
            async () => await Cache.GetOrCreateManyAsync<int>(["a", "b"], (_, _) => throw new InvalidDataException("broken")),
            Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo("broken"));
        Assert.That(await Cache.GetManyAsync<int>(["a", "b"]), Is.Empty);
        Assert.That(await LoadAsync(["a", "b"]), Has.Count.EqualTo(2));
    }

    [Test]
    public void A_factory_that_returns_null_is_an_error() => Assert.That(
        async () => await Cache.GetOrCreateManyAsync<int>(["a"], (_, _) => default),
        Throws.InvalidOperationException.With.Message.StartsWith("The factory of GetOrCreateManyAsync returned null."));

    [Test]
    public async Task No_keys_need_no_factory_and_no_store()
    {
        Assert.That(await LoadAsync([]), Is.Empty);
        Assert.That(await Cache.GetManyAsync<int>([]), Is.Empty);
        await Cache.SetManyAsync<int>([]);
        Assert.That(await Cache.RemoveManyAsync([]), Is.Zero);
        Assert.That(await Cache.EvictManyAsync([]), Is.True);
        Assert.That(_loads, Is.Empty);
        if (Backend is RecordingBackend store)
            Assert.That(store.Calls, Is.Empty);
    }

    [TestCase(null, "keys[2] is null. Leave it out.")]
    [TestCase("", "keys[2] is empty. Leave it out.")]
    public void A_key_that_is_null_or_empty_is_named_by_its_index(string? bad, string message)
    {
        string[] keys = ["a", "b", bad!, "c"];
        Assert.That(async () => await Cache.GetManyAsync<int>(keys), Throws.ArgumentException.With.Message.StartsWith(message));
        Assert.That(async () => await Cache.RemoveManyAsync(keys), Throws.ArgumentException.With.Message.StartsWith(message));
        Assert.That(async () => await Cache.GetOrCreateManyAsync(keys, Load), Throws.ArgumentException.With.Message.StartsWith(message));
        Assert.That(
            async () => await Cache.SetManyAsync(keys.Select(key => KeyValuePair.Create(key, 1))),
            Throws.ArgumentException.With.Message.StartsWith(message.Replace("keys", "values", StringComparison.Ordinal)));
        Assert.That(
            async () => await Cache.EvictManyAsync(keys), Throws.ArgumentException.With.Message.StartsWith(message.Replace("keys", "tags", StringComparison.Ordinal)));
        Assert.That(_loads, Is.Empty);
    }

    [Test]
    public async Task A_key_of_any_length_is_a_key()
    {
        string[] keys = [new('a', 5_000), new string('a', 5_000) + "b"];
        await LoadAsync(keys);
        Assert.That(await Cache.GetManyAsync<string>(keys), Has.Count.EqualTo(2));
        Assert.That((await Cache.TryGetAsync<string>(keys[1])).Value, Is.EqualTo("loaded " + keys[1]));
    }

    [Test]
    public void Other_arguments_are_checked()
    {
        Assert.That(() => Cache.GetManyAsync<int>(null!), Throws.ArgumentNullException);
        Assert.That(() => Cache.SetManyAsync<int>(null!), Throws.ArgumentNullException);
        Assert.That(() => Cache.GetOrCreateManyAsync<int>(["a"], null!), Throws.ArgumentNullException);
        Assert.That(() => Cache.GetOrCreateManyAsync(["a"], Load, maxBatch: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Cache.EvictManyAsync(["a"], (EvictionMode)7), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Each_caller_has_a_copy_of_a_mutable_value()
    {
        IReadOnlyDictionary<string, List<int>> first = await Cache.GetOrCreateManyAsync<List<int>>(["a"], (_, _) => new(new Dictionary<string, List<int>> { ["a"] = [1] }));
        first["a"].Add(2);
        IReadOnlyDictionary<string, List<int>> second = await Cache.GetManyAsync<List<int>>(["a"]);
        second["a"].Add(3);
        Assert.That((await Cache.GetManyAsync<List<int>>(["a"]))["a"], Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task What_the_factory_says_of_its_entry_holds_for_all_of_its_keys()
    {
        await Cache.GetOrCreateManyAsync<int>(["a", "b"], (_, _) =>
        {
            CacheContext.Current!.Expiration = TimeSpan.FromSeconds(10);
            CacheContext.Current.AddTags("tag");
            return new(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 });
        });
        Assert.That(await Cache.GetManyAsync<int>(["a", "b"]), Has.Count.EqualTo(2));
        Clock.Advance(TimeSpan.FromSeconds(9));
        await Cache.EvictAsync("tag");
        Assert.That(await Cache.GetManyAsync<int>(["a", "b"]), Is.Empty);
    }

    [Test]
    public async Task A_cache_that_is_switched_off_loads_all_keys_and_stores_none()
    {
        await Cache.SetAsync("a", "cached");
        Cache.Enabled = false;
        Assert.That((await Cache.GetOrCreateManyAsync(["a", "b", "none"], Load, maxBatch: 2)).Keys, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(_loads, Is.EqualTo(new[] { new[] { "a", "b" }, ["none"] }));
        Assert.That(await Cache.GetManyAsync<string>(["a"]), Is.Empty);
        await Cache.SetManyAsync<string>([new("a", "new")]);
        Cache.Enabled = true;
        Assert.That(await Cache.GetManyAsync<string>(["a", "b"]), Is.Empty);
    }

    [Test]
    public async Task A_store_that_is_down_fails_no_caller_and_owes_the_removals()
    {
        if (Backend is not RecordingBackend store)
            return;

        await Cache.SetManyAsync<string>([new("a", "old"), new("b", "old")]);
        store.Fail();
        Assert.That(await LoadAsync(["a", "b"]), Has.Count.EqualTo(2));
        Assert.That(await Cache.GetManyAsync<string>(["a", "b"]), Is.Empty);
        await Cache.SetManyAsync<string>([new("a", "new")]);
        Assert.That(await Cache.RemoveManyAsync(["b"]), Is.Zero);
        Assert.That(await Cache.EvictManyAsync(["x", "y"]), Is.False);
        store.Recover();
        Assert.That(await Cache.GetManyAsync<string>(["a", "b"]), Is.Empty);
    }

    private ValueTask<IReadOnlyDictionary<string, string>> LoadAsync(string[] keys) => Cache.GetOrCreateManyAsync(keys, Load);

    private ValueTask<IReadOnlyDictionary<string, string>> Load(IReadOnlyList<string> missing, CancellationToken cancellationToken)
    {
        _loads.Add([.. missing]);
        return new(missing.Where(key => key != "none").ToDictionary(key => key, key => $"loaded {key}"));
    }
}
