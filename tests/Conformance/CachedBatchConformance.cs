using System.Globalization;

namespace CacheKit.Conformance;

/// <summary>Tests of the calls of a cache for many keys, on any backend.</summary>
public abstract class CachedBatchConformance : BatchConformance
{
    [Test]
    public async Task A_cache_computes_finds_and_evicts_many_keys()
    {
        string prefix = $"batches-{Guid.NewGuid():N}";
        (ICache one, ICache other) = (CacheOn(Backend, prefix), CacheOn(Backend, prefix));
        string[] keys = [.. Enumerable.Range(0, ManyInOneCall).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var options = new CacheEntryOptions { Tags = [.. Enumerable.Range(0, 20).Select(number => $"tag {number}")], Expiration = TimeSpan.FromHours(1) };
        var loads = new List<string>();
        ValueTask<IReadOnlyDictionary<string, string>> Load(IReadOnlyList<string> missing, CancellationToken cancellationToken)
        {
            loads.AddRange(missing);
            return new(missing.ToDictionary(key => key, key => $"value of {key}"));
        }

        await one.SetManyAsync<string>([new("1", "set"), new("2", "set")], options);
        Assert.That(await one.GetOrCreateManyAsync(keys, Load, options), Has.Count.EqualTo(keys.Length));
        Assert.That(loads, Is.EqualTo(keys.Except(["1", "2"])));
        Assert.That(await other.GetOrCreateManyAsync(keys, Load, options), Has.Count.EqualTo(keys.Length));
        Assert.That((await other.TryGetAsync<string>("7")).Value, Is.EqualTo("value of 7"));
        Assert.That(loads, Has.Count.EqualTo(keys.Length - 2));

        Assert.That(await one.RemoveManyAsync(["1", "2", "absent"]), Is.EqualTo(2).Or.EqualTo(-1));
        Assert.That(await other.GetManyAsync<string>(keys), Has.Count.EqualTo(keys.Length - 2));
        Assert.That(await one.EvictManyAsync(["tag 3", "unused"]), Is.True);
        Assert.That(await other.GetManyAsync<string>(keys), Is.Empty);
        await one.ClearAsync();
    }

    [Test]
    public async Task Each_of_many_entries_is_evicted_by_its_own_tags()
    {
        string prefix = $"batches-{Guid.NewGuid():N}";
        (ICache one, ICache other) = (CacheOn(Backend, prefix), CacheOn(Backend, prefix));
        string[] keys = ["untagged", "absent", "evicted", "kept"];
        var found = new Dictionary<string, string> { ["untagged"] = "1", ["kept"] = "3" };
        await one.SetAsync("untagged", "1");
        await one.SetAsync("evicted", "2", new CacheEntryOptions { Tags = ["mine", "ours"] });
        await one.SetAsync("kept", "3", new CacheEntryOptions { Tags = ["ours"] });
        await one.EvictAsync("mine");

        Assert.That(await other.GetManyAsync<string>(keys), Is.EquivalentTo(found));
        Assert.That(await other.GetManyAsync<string>(keys.Reverse(), new CacheEntryOptions { Tags = ["ours"] }), Is.EquivalentTo(found));
        await one.ClearAsync();
    }

    [Test]
    public async Task A_value_of_another_application_is_overwritten_by_a_call_for_many()
    {
        string prefix = $"batches-{Guid.NewGuid():N}";
        ICache cache = CacheOn(Backend, prefix);
        if (!await PutForeignAsync($"{prefix}::bad"))
            Assert.Pass($"{Backend.GetType().Name} reads whatever there is under a key.");

        IReadOnlyDictionary<string, string> values = await cache.GetOrCreateManyAsync<string>(
            ["good", "bad"], (missing, _) => new(missing.ToDictionary(key => key, _ => "computed")));

        Assert.That(values, Has.Count.EqualTo(2));
        Assert.That((await cache.TryGetAsync<string>("bad")).Value, Is.EqualTo("computed"));
        await cache.ClearAsync();
    }
}
