using CacheKit.Core.Tests.Fakes;
using CacheKit.Core.Tests.Values.Samples;

namespace CacheKit.Core.Tests.Values;

/// <summary>A value that is kept in this process comes back unchanged in every member, type and comparer, as a copy for each caller.</summary>
internal sealed class CopiedResultTests() : CacheFixture(StoreKind.Memory), IResultCaller
{
    private static IEnumerable<ResultSample> Samples => [.. CopiedResults.Objects, .. CopiedResults.Collections, .. CopiedResults.Simple];

    [TestCaseSource(nameof(Samples))]
    public async Task A_result_comes_back_to_each_caller_as_it_was_without_a_coder(ResultSample sample)
    {
        await sample.CheckAsync(this);
        Assert.That((Coder.Encoded, Coder.Decoded), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Concurrent_callers_get_a_copy_each_without_a_coder()
    {
        var computed = new TaskCompletionSource<Shop.Entity>();
        Task<Shop.Entity>[] calls =
        [
            .. Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync("key", _ => new ValueTask<Shop.Entity>(computed.Task)).AsTask())
        ];
        computed.SetResult(Shop.Entity.Create(7));
        Shop.Entity[] entities = await Task.WhenAll(calls).Soon();

        Assert.That(entities.Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(3));
        foreach (Shop.Entity entity in entities)
            Assert.That(Structure.DifferenceOf(Shop.Entity.Create(7), entity), Is.Null);
        Assert.That((Coder.Encoded, Coder.Decoded), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_value_that_is_immutable_by_what_it_holds_is_handed_out_as_it_is()
    {
        var record = new Shop.Open("outer", new Shop.Open("inner", null));
        await Cache.SetAsync("key", record);
        Assert.That((await Cache.TryGetAsync<Shop.Open>("key")).Value, Is.SameAs(record));
    }

    [Test]
    public async Task An_object_in_a_static_field_of_its_type_stays_the_same_object()
    {
        await Cache.SetAsync("key", new Stateful.WithStatus { Status = Stateful.Status.Active });
        Assert.That((await Cache.TryGetAsync<Stateful.WithStatus>("key")).Value!.Status, Is.SameAs(Stateful.Status.Active));
    }

    [Test]
    public async Task An_object_in_a_static_field_of_a_type_with_a_public_constructor_is_copied()
    {
        await Cache.SetAsync("key", Stateful.Sample.Default);
        Stateful.Sample found = (await Cache.TryGetAsync<Stateful.Sample>("key")).Value!;
        found.Number++;
        Assert.That((await Cache.TryGetAsync<Stateful.Sample>("key")).Value!.Number, Is.EqualTo(Stateful.Sample.Default.Number));
    }

    [Test]
    public async Task A_value_that_was_set_as_one_type_is_found_as_another_through_its_payload()
    {
        await Cache.SetAsync("key", new List<int> { 1, 2 });
        Assert.That((await Cache.TryGetAsync<int[]>("key")).Value, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task A_payload_in_the_store_is_decoded_once_and_then_copied()
    {
        await Backend.SetAsync("app::key", "[1,2]"u8.ToArray(), TimeSpan.FromMinutes(1));
        for (var read = 0; read < 3; read++)
        {
            List<int> found = (await Cache.TryGetAsync<List<int>>("key")).Value!;
            Assert.That(found, Is.EqualTo(new[] { 1, 2 }));
            found.Clear();
        }

        Assert.That(Coder.Decoded, Is.EqualTo(1));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await Cache.TryGetAsync<List<int>>("key")).HasValue, Is.False, "It lives no longer than it was put for.");
    }

    [Test]
    public async Task A_sliding_entry_is_prolonged_by_the_read_that_decodes_it()
    {
        var options = new CacheEntryOptions
        {
            Expiration = TimeSpan.FromHours(1),
            ExpirationRules = new ExpirationRules { SlidingExpiration = TimeSpan.FromMinutes(1) },
        };
        await Cache.SetAsync("key", new List<int> { 1 }, options);
        await Backend.SetAsync("app::key", (await Backend.GetAsync("app::key"))!.Value, TimeSpan.FromMinutes(1));
        for (var read = 0; read < 4; read++)
        {
            Clock.Advance(TimeSpan.FromSeconds(50));
            Assert.That((await Cache.TryGetAsync<List<int>>("key", options)).HasValue, $"Read {read}.");
        }
    }

    ValueTask<T> IResultCaller.CallAsync<T>(string name, Func<T> create) => Cache.GetOrCreateAsync(name, _ => new ValueTask<T>(create()));
}
