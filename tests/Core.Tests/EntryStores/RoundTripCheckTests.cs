using System.Collections.Frozen;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using static CacheKit.Core.Tests.Fakes.Models;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A value that its coder would alter is returned, is not stored, and is warned of once, by its member.</summary>
[TestFixture]
internal sealed class RoundTripCheckTests : CacheFixture
{
    private static readonly TestCaseData[] _changed =
    [
        Change<Entity>("a private setter", Entity.Of(7, "x"), "Entity.Id comes back with another value"),
        Change<Hidden>("an ignored list", new Hidden { Lines = [1] }, "Hidden.Lines comes back with 0 elements instead of 1"),
        Change<GetOnly>("a list without a setter", new GetOnly { Lines = { 1, 2 } }, "GetOnly.Lines comes back with 0 elements instead of 2"),
        Change<Domain>("a list that a read-only property shows", DomainOf(3), "Domain.Lines comes back with 0 elements instead of 1"),
        Change<Animal>("a derived type", new Dog { Tricks = 2 }, "Animal changes its type: a Dog becomes an Animal"),
        Change<Kennel>("a derived type inside", new Kennel { Head = new Dog() }, "Kennel.Head changes its type: a Dog becomes an Animal"),
        Change<Page>("a list of its own with more members", new Page { Total = 7 }, "Page.Total comes back with another value"),
        Change<Dictionary<string, int>>(
            "a comparer",
            new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 },
            "Dictionary<String, Int32> comes back with another comparer"),
        Change<HashSet<string>>(
            "a set's comparer",
            new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" },
            "HashSet<String> comes back with another comparer"),
        Change<Dictionary<string, object>>(
            "values of any type",
            new Dictionary<string, object> { ["a"] = 1 },
            "Dictionary<String, Object>[] changes its type: an Int32 becomes a JsonElement"),
        Change<object>("any object", 7, "Object changes its type: an Int32 becomes a JsonElement"),
        Change<Line>("a member of any type", new Line("a", 1, "note"), "Line.Note changes its type: a String becomes a JsonElement"),
        Change<Stack<int>>("a stack", new Stack<int>([1, 2]), "Stack<Int32>[] comes back with another value"),
        Change<BigInteger>("a big number", BigInteger.One << 100, "BigInteger comes back with another value"),
        Change<Lazy<int>>("a lazy value", LazyOf(7), "Lazy<Int32>"),
        Change<StringBuilder>("text that is built", new StringBuilder("text"), "StringBuilder comes back with another value"),
        Change<Purse>("a constructor that changes its argument", new Purse(1), "Purse.Amount comes back with another value"),
        Change<Account>("a field that only methods show", AccountOf(5), "Account._balance comes back with another value"),
        Change<JsonObject>("names in any case", NamesInAnyCase(), "JsonObject comes back with another value"),
        Change<string>("text with half a character", "a\uD800", "String comes back with another value"),
        Change<List<Line>>("half a character inside", [new Line("a\uDC00b", 1)], "List<Line>[].Product comes back with another value"),
    ];

    private static readonly TestCaseData[] _uncodable =
    [
        Case.Of("a cycle", new Box<Node>(Cycle(), "contains itself")),
        Case.Of("an interface", new Box<IShape>(new Square { Sides = 4 }, "interface")),
        Case.Of("an abstract class", new Box<Figure>(new Square { Sides = 4 }, "abstract")),
        Case.Of(
            "a frozen dictionary",
            new Box<FrozenDictionary<string, int>>(new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary(), "FrozenDictionary")),
        Case.Of("an exception", new Box<Exception>(Thrown(), "Exception")),
    ];

    public RoundTripCheckTests()
        : base(StoreKind.Remote) => Coder.IsChecked = true;

    [TestCaseSource(nameof(_changed))]
    public async Task A_value_that_would_come_back_changed_is_returned_and_not_stored<T>(Box<T> box)
    {
        T returned = await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(box.Value));
        Assert.That(returned, typeof(T).IsValueType ? Is.EqualTo(box.Value) : Is.SameAs(box.Value));
        Assert.That(Store.Keys, Is.Empty);
    }

    [TestCaseSource(nameof(_changed))]
    public async Task A_value_that_would_come_back_changed_is_warned_of_once_by_its_member<T>(Box<T> box)
    {
        for (int i = 0; i < 20; i++)
            await Cache.GetOrCreateAsync($"key {i}", _ => ValueTask.FromResult(box.Value));
        Assert.That(Loggers.At(LogLevel.Warning).Single(), Does.Contain(box.Said).And.Contain(typeof(T).ToString()).And.Contain("docs/entities.md"));
    }

    [TestCaseSource(nameof(_uncodable))]
    public async Task A_value_that_cannot_be_coded_is_warned_of_once_without_its_stack<T>(Box<T> box)
    {
        for (int i = 0; i < 20; i++)
            Assert.That(await Cache.GetOrCreateAsync($"key {i}", _ => ValueTask.FromResult(box.Value)), Is.SameAs(box.Value));

        LogEntry warning = Loggers.Entries.Single(entry => entry.Level == LogLevel.Warning);
        Assert.That(warning.Message, Does.Contain(box.Said).And.Not.Contain("\n"));
        Assert.That(warning.Exception, Is.Null);
        Assert.That(Loggers.Entries.Where(entry => entry.Level == LogLevel.Debug && entry.Exception is not null), Is.Not.Empty);
        Assert.That(Store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_value_that_is_set_and_does_not_survive_removes_the_old_entry()
    {
        await Cache.SetAsync<Animal>("key", new Animal { Name = "a cat" });
        await Cache.SetAsync<Animal>("key", new Dog());
        Assert.That((await Cache.TryGetAsync<Animal>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_value_that_is_computed_anew_and_does_not_survive_removes_the_old_entry()
    {
        await Cache.SetAsync<Animal>("key", new Animal { Name = "a cat" });
        await Cache.Engine.RefreshAsync("app::key", 0, (_, _) => ValueTask.FromResult<Animal>(new Dog()), Cache.SettingsOf(null), CancellationToken.None);
        Assert.That((await Cache.TryGetAsync<Animal>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_value_that_does_not_survive_removes_a_softly_evicted_entry()
    {
        using var cache = new Cache(new ReplacingBackend(Clock), "app", new CacheOptions { Coder = Coder, TimeProvider = Clock });
        var options = new CacheEntryOptions { Tags = ["pets"], Expiration = TimeSpan.FromHours(1), Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } };
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new Animal { Name = "a cat" }), options);
        await cache.EvictAsync("pets", EvictionMode.Soft);

        // It is served while it is computed anew, and no longer.
        await Poll.UntilAsync(
            async () => await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult<Animal>(new Dog()), options) is Dog);
    }

    [Test]
    public async Task Waiting_callers_get_a_value_that_does_not_survive_unchanged()
    {
        var computed = new TaskCompletionSource<Animal>();
        Task<Animal>[] calls = [.. Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync("key", _ => new ValueTask<Animal>(computed.Task)).AsTask())];
        computed.SetResult(new Dog { Tricks = 3 });
        Assert.That(await Task.WhenAll(calls).Soon(), Is.All.InstanceOf<Dog>().With.Property("Tricks").EqualTo(3));
    }

    [Test]
    public async Task A_value_that_does_not_survive_is_on_neither_level()
    {
        using var local = new InMemoryBackend();
        using var tiers = new TieredBackend(local, Store);
        using var cache = new Cache(tiers, "app", new CacheOptions { LoggerFactory = Loggers });
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult<Animal>(new Dog()));
        Assert.That((await cache.TryGetAsync<Animal>("key")).HasValue, Is.False);
        Assert.That(Store.Keys, Has.None.EqualTo("app::key"));
    }

    [Test]
    public async Task A_local_time_that_clocks_skip_is_returned_and_not_stored()
    {
        string? zone = Environment.GetEnvironmentVariable("TZ");
        try
        {
            UseZone("America/New_York");
            var skipped = new DateTime(2026, 3, 8, 2, 30, 0, DateTimeKind.Local);
            Assume.That(TimeZoneInfo.Local.IsInvalidTime(skipped), "The system takes the zone from elsewhere.");
            Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(skipped)), Is.EqualTo(skipped));
            await Cache.SetAsync("other", skipped.AddHours(1));
            Assert.That(Store.Keys, Is.EqualTo(new[] { "app::other" }));
        }
        finally
        {
            UseZone(zone);
        }
    }

    private RecordingBackend Store => (RecordingBackend)Backend;

    private static TestCaseData Change<T>(string name, T value, string said) => Case.Of(name, new Box<T>(value, said));

    private static void UseZone(string? zone)
    {
        Environment.SetEnvironmentVariable("TZ", zone);
        TimeZoneInfo.ClearCachedData();
    }

    private static JsonObject NamesInAnyCase() =>
        JsonNode.Parse("""{"a":[1]}""", new JsonNodeOptions { PropertyNameCaseInsensitive = true })!.AsObject();

    private static Domain DomainOf(int line)
    {
        var value = new Domain();
        value.Add(line);
        return value;
    }

    private static Account AccountOf(decimal balance)
    {
        var value = new Account { Owner = "a reader" };
        value.Pay(balance);
        return value;
    }

    private static Lazy<int> LazyOf(int value)
    {
        var lazy = new Lazy<int>(() => value);
        _ = lazy.Value;
        return lazy;
    }

    private static Node Cycle()
    {
        var node = new Node();
        node.Next = node;
        return node;
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("thrown");
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }

    internal sealed record Box<T>(T Value, string Said);
}
