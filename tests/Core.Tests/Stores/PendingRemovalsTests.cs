namespace CacheKit.Core.Tests.Stores;

/// <summary>Removals that a store owes are remembered in bounded memory, and none of a namespace is lost.</summary>
[TestFixture]
internal sealed class PendingRemovalsTests
{
    private const int Limit = 16;

    private readonly PendingRemovals _pending = new(Limit);

    [TestCase(1)]
    [TestCase(5)]
    [TestCase(100)]
    [TestCase(10_000)]
    public void Any_number_of_keys_in_any_number_of_namespaces_stays_bounded_and_pending(int namespaces)
    {
        string[] keys = [.. Enumerable.Range(0, 10_000).Select(i => $"app:{i % namespaces}:{i}")];
        foreach (string key in keys)
            _pending.AddKey(key);
        Assert.That(_pending.Count, Is.LessThanOrEqualTo(2 * Limit));
        Assert.That(keys.Where(key => !_pending.Covers(key)), Is.Empty);
        Assert.That(_pending.Covers("other:0:0"), Is.False);
    }

    [Test]
    public void Any_number_of_cleared_namespaces_stays_bounded_and_pending()
    {
        string[] prefixes = [.. Enumerable.Range(0, 1_000).Select(i => $"app:{i}:")];
        foreach (string prefix in prefixes)
            _pending.AddPrefix(prefix);
        Assert.That(_pending.Count, Is.LessThanOrEqualTo(Limit));
        Assert.That(prefixes.Where(prefix => !_pending.Covers(prefix + "key")), Is.Empty);
        Assert.That(_pending.Covers("other:0:key"), Is.False);
    }

    [Test]
    public void The_largest_namespaces_are_merged_first()
    {
        for (int i = 0; i < Limit; i++)
            _pending.AddKey(i < 3 ? $"app:few:{i}" : $"app:many:{i}");
        MergedRemovals? merged = _pending.AddKey("app:other:key");
        Assert.That(merged, Is.EqualTo(new MergedRemovals("app:many:")));
        Assert.That((_pending.Covers("app:few:0"), _pending.Covers("app:few:9"), _pending.Covers("app:many:99")), Is.EqualTo((true, false, true)));
    }

    [Test]
    public void Of_keys_without_a_namespace_the_oldest_are_given_up()
    {
        for (int i = 0; i < Limit; i++)
            Assert.That(_pending.AddKey($"key {i}"), Is.Null);
        Assert.That(_pending.AddKey("last"), Is.EqualTo(new MergedRemovals(null, Lost: 3)));
        Assert.That((_pending.Covers("key 2"), _pending.Covers("key 3"), _pending.Covers("last")), Is.EqualTo((false, true, true)));
    }

    [Test]
    public void A_prefix_takes_the_place_of_what_is_under_it_and_of_nothing_else([Values("app:", "app:one:")] string prefix)
    {
        string[] under = prefix == "app:" ? ["app:one:a", "app:two:a"] : ["app:one:a", "app:one:b"];
        string[] others = ["app2:one:a", "ap"];
        Array.ForEach([.. under, .. others], key => _pending.AddKey(key));
        _pending.AddPrefix(prefix);
        Assert.That(_pending.Count, Is.EqualTo(1 + others.Length));
        Assert.That(under.Append(prefix + "further").Select(_pending.Covers), Is.All.True);

        _pending.CompletePrefix(prefix, _pending.LastNumber);
        Assert.That((_pending.Count, _pending.Covers(under[0]), _pending.Covers(others[0])), Is.EqualTo((others.Length, false, true)));
    }

    [Test]
    public void A_cleared_prefix_leaves_what_was_removed_after_the_clear_began([Values("app:", "app:one:")] string prefix)
    {
        _pending.AddKey("app:one:before");
        long start = _pending.LastNumber;
        _pending.AddKey("app:one:after");
        _pending.CompletePrefix(prefix, start);
        Assert.That((_pending.Covers("app:one:before"), _pending.Covers("app:one:after")), Is.EqualTo((false, true)));
    }

    [Test]
    public void As_many_prefixes_as_the_limit_are_not_merged()
    {
        MergedRemovals?[] merged = [.. Enumerable.Range(0, Limit).Select(i => _pending.AddPrefix($"app:{i}:"))];
        Assert.That(merged, Is.All.Null);
        Assert.That((_pending.Count, _pending.Covers("app:other:key")), Is.EqualTo((Limit, false)));
        Assert.That(_pending.AddPrefix("app:last:"), Is.EqualTo(new MergedRemovals("app:")));
        Assert.That((_pending.Count, _pending.Covers("app:other:key")), Is.EqualTo((1, true)));
    }

    // Keys that are merged into a prefix make one prefix more.
    [TestCase(Limit - 1, "app:many:")]
    [TestCase(Limit, "app:")]
    public void Prefixes_of_merged_keys_count_for_the_limit_of_prefixes(int prefixes, string merged)
    {
        for (int i = 0; i < prefixes; i++)
            _pending.AddPrefix($"app:{i}:");
        for (int i = 0; i < Limit; i++)
            _pending.AddKey($"app:many:{i}");
        Assert.That(_pending.AddKey("app:many:last"), Is.EqualTo(new MergedRemovals(merged)));
    }

    [Test]
    public void As_few_namespaces_as_necessary_are_merged()
    {
        for (int i = 0; i < Limit; i++)
            _pending.AddKey($"app:{i}:key");
        Assert.That(_pending.AddKey("app:last:key"), Is.EqualTo(new MergedRemovals("app:0:", Others: 2)));
        Assert.That((_pending.Covers("app:2:other"), _pending.Covers("app:3:other")), Is.EqualTo((true, false)));
    }

    [Test]
    public void The_latest_replacement_of_a_key_is_written_and_stays_when_its_removal_is_added_again()
    {
        var first = new Replacement(() => [1], null);
        var second = new Replacement(() => [2], null);
        _pending.AddKey("app:a:key", first);
        _pending.AddKey("app:a:other");
        Replacement?[] replacements = [_pending.ReplacementOf("app:a:key"), _pending.ReplacementOf("app:a:other"), _pending.ReplacementOf("absent")];
        Assert.That(replacements, Is.EqualTo(new[] { first, null, null }));

        _pending.AddKey("app:a:key", second);
        _pending.AddKey("app:a:key");
        Assert.That((_pending.ReplacementOf("app:a:key"), _pending.Count), Is.EqualTo((second, 2)));
    }

    [Test]
    public void The_removal_that_was_added_first_is_the_oldest_until_it_is_added_or_moved_to_the_end()
    {
        Assert.That(_pending.TryGetOldest(out _), Is.False);
        _pending.AddKey("a");
        _pending.AddPrefix("app:a:");
        _pending.AddKey("b");
        _pending.AddKey("a");
        Assert.That((_pending.TryGetOldest(out PendingRemoval? prefix), prefix?.Text), Is.EqualTo((true, "app:a:")));
        _pending.MoveToEnd(prefix!);
        Assert.That((_pending.TryGetOldest(out PendingRemoval? key), key?.Text), Is.EqualTo((true, "b")));
        _pending.Forget(key!);
        _pending.MoveToEnd(key!);
        Assert.That((_pending.Count, _pending.Covers("b"), _pending.TryGetOldest(out key), key?.Text), Is.EqualTo((2, false, true, "a")));
    }

    [Test]
    public void A_removal_that_was_added_again_is_not_forgotten()
    {
        _pending.AddKey("a");
        _pending.TryGetOldest(out PendingRemoval? removal);
        _pending.AddKey("a");
        _pending.Forget(removal!);
        Assert.That(_pending.Covers("a"), Is.True);
    }

    [Test]
    public void A_namespace_whose_keys_were_all_written_takes_no_memory()
    {
        for (int i = 0; i < 10 * Limit; i++)
        {
            _pending.AddKey($"app:{i}:key");
            _pending.CompleteKey($"app:{i}:key", _pending.LastNumber);
        }

        Assert.That((_pending.Count, _pending.Any), Is.EqualTo((0, false)));
        for (int i = 0; i < Limit; i++)
            _pending.AddKey($"app:last:{i}");
        Assert.That(_pending.AddKey("app:last:key"), Is.EqualTo(new MergedRemovals("app:last:")), "namespaces without keys are not merged");
    }
}
