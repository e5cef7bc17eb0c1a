using System.Globalization;

namespace CacheKit.Conformance;

/// <summary>Clear removes all keys with a prefix and no other key.</summary>
public abstract class ClearConformance : KeyConformance
{
    [Test]
    public async Task Clear_removes_the_keys_with_the_prefix_and_says_how_many()
    {
        PassUnlessAnyPrefixIsCleared();
        await WriteAsync(Key("user:1"), "1");
        await WriteAsync(Key("user:2"), "2", TimeSpan.FromHours(1));

        Assert.That(await Backend.ClearAsync(Key("user:")), Is.EqualTo(2));

        Assert.That(await ReadAsync(Key("user:1")), Is.Null);
        Assert.That(await ReadAsync(Key("user:2")), Is.Null);
    }

    [TestCase("users:1")]
    [TestCase("user")]
    [TestCase("User:1")]
    [TestCase("x:user:1")]
    public async Task Clear_leaves_a_key_that_does_not_begin_with_the_prefix(string name)
    {
        PassUnlessAnyPrefixIsCleared();
        await WriteAsync(Key("user:1"), "1");
        await WriteAsync(Key(name), "other");
        await Backend.ClearAsync(Key("user:"));
        Assert.That(await ReadAsync(Key(name)), Is.EqualTo("other"));
    }

    [TestCase("a*", "ab")]
    [TestCase("a?", "ab")]
    [TestCase("a[b]", "ab")]
    [TestCase("a[^c]", "ab")]
    [TestCase("a[b-d]", "ac")]
    [TestCase(@"a\", "a")]
    [TestCase(@"a\*", "a*")]
    public async Task Clear_takes_the_prefix_literally(string prefix, string lookalike)
    {
        PassUnlessAnyPrefixIsCleared();
        await WriteAsync(Key(prefix) + ":1", "meant");
        await WriteAsync(Key(lookalike) + ":1", "not meant");

        Assert.That(await Backend.ClearAsync(Key(prefix)), Is.EqualTo(1));

        Assert.That(await ReadAsync(Key(prefix) + ":1"), Is.Null);
        Assert.That(await ReadAsync(Key(lookalike) + ":1"), Is.EqualTo("not meant"));
    }

    [Test]
    public async Task Clear_removes_the_key_that_is_the_prefix_itself()
    {
        PassUnlessAnyPrefixIsCleared();
        await WriteAsync(Key("user"), "payload");
        Assert.That(await Backend.ClearAsync(Key("user")), Is.EqualTo(1));
        Assert.That(await ReadAsync(Key("user")), Is.Null);
    }

    // The prefixes that a cache clears: "prefix:" or "prefix:namespace:". Only for these may a store omit the count.
    [TestCase("{0}:", "{0}::1", "{0}:users:1", "{0}:users:a:b", "{0}:1")]
    [TestCase("{0}:users:", "{0}:users:1", "{0}:users:a b", "{0}:users:", "{0}:users:a:b")]
    public async Task Clear_of_a_whole_namespace_removes_its_entries_and_may_leave_them_uncounted(string prefix, params string[] meant)
    {
        string cache = $"clear-{Guid.NewGuid():N}";
        string[] keys = [.. meant.Select(name => name.Replace("{0}", cache, StringComparison.Ordinal))];
        string[] others = [cache, $"{cache}x:users:1", $"{cache.ToUpperInvariant()}:users:1", $"x:{cache}:users:1"];
        string[] neighbors = prefix == "{0}:" ? [] : [$"{cache}:user:1", $"{cache}:userss:1", $"{cache}::1", $"{cache}:users"];
        foreach (string key in keys.Concat(others).Concat(neighbors))
            await WriteAsync(key, "payload", TimeSpan.FromMinutes(5));

        long cleared = await Backend.ClearAsync(prefix.Replace("{0}", cache, StringComparison.Ordinal));

        Assert.That(cleared, Is.EqualTo(keys.Length).Or.EqualTo(-1));
        foreach (string key in keys)
            Assert.That(await ReadAsync(key), Is.Null, key);
        foreach (string key in others.Concat(neighbors))
            Assert.That(await Backend.RemoveAsync(key), Is.True, key);
    }

    [Test]
    public async Task An_entry_set_after_the_clear_of_a_whole_namespace_is_found()
    {
        string cache = $"clear-{Guid.NewGuid():N}";
        foreach (string prefix in new[] { $"{cache}:users:", $"{cache}:", $"{cache}:users:" })
        {
            await WriteAsync($"{cache}:users:1", "first");
            await Backend.ClearAsync(prefix);
            Assert.That(await ReadAsync($"{cache}:users:1"), Is.Null);

            await WriteAsync($"{cache}:users:1", "second");
            Assert.That(await ReadAsync($"{cache}:users:1"), Is.EqualTo("second"));
        }

        await Backend.RemoveAsync($"{cache}:users:1");
    }

    [Test]
    public async Task Clear_of_an_absent_prefix_removes_nothing()
    {
        PassUnlessAnyPrefixIsCleared();
        Assert.That(await Backend.ClearAsync(Key("absent:")), Is.Zero);
    }

    [TestCase("user:")]
    [TestCase("user")]
    [TestCase("")]
    public async Task A_prefix_that_the_store_cannot_find_is_refused_and_nothing_is_cleared(string prefix)
    {
        if (ClearsAnyPrefix)
            Assert.Pass($"{Backend.GetType().Name} clears any prefix.");
        await WriteAsync(Key("user:1"), "1");
        Assert.That(
            async () => await Backend.ClearAsync(Key(prefix)),
            Throws.TypeOf<StoreRefusedException>().With.Property(nameof(StoreRefusedException.IsTransient)).False);
        Assert.That(await ReadAsync(Key("user:1")), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_prefix_can_be_cleared_twice()
    {
        PassUnlessAnyPrefixIsCleared();
        await WriteAsync(Key("user:1"), "payload");
        await Backend.ClearAsync(Key("user:"));
        Assert.That(await Backend.ClearAsync(Key("user:")), Is.Zero);
    }

    [Test]
    public async Task A_cleared_key_can_be_set_again()
    {
        PassUnlessAnyPrefixIsCleared();
        await WriteAsync(Key("user:1"), "first");
        await Backend.ClearAsync(Key("user:"));
        await WriteAsync(Key("user:1"), "second");
        Assert.That(await ReadAsync(Key("user:1")), Is.EqualTo("second"));
    }

    [Test]
    public async Task Clear_removes_more_keys_than_a_store_lists_at_once()
    {
        PassUnlessAnyPrefixIsCleared();
        string[] keys = [.. Enumerable.Range(0, ManyKeys).Select(number => Key("many:" + number.ToString(CultureInfo.InvariantCulture)))];
        await Task.WhenAll(keys.Select(key => WriteAsync(key, "payload").AsTask()));
        await WriteAsync(Key("other"), "other");

        Assert.That(await Backend.ClearAsync(Key("many:")), Is.EqualTo(ManyKeys));

        string?[] left = await Task.WhenAll(keys.Select(key => ReadAsync(key).AsTask()));
        Assert.That(left, Is.All.Null);
        Assert.That(await ReadAsync(Key("other")), Is.EqualTo("other"));
    }
}
