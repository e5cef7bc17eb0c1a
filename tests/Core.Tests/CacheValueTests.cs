using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class CacheValueTests(StoreKind kind) : CacheFixture(kind)
{
    private int _runs;

    [Test]
    public async Task A_null_is_a_hit()
    {
        await Cache.SetAsync<string?>("key", null);
        CacheResult<string?> result = await Cache.TryGetAsync<string?>("key");
        Assert.That((result.HasValue, result.Value), Is.EqualTo((true, (string?)null)));
    }

    [Test]
    public async Task A_null_is_computed_once()
    {
        await Cache.GetOrCreateAsync("key", _ => Counted<string?>(null));
        await Cache.GetOrCreateAsync("key", _ => Counted<string?>(null));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_null_of_a_mutable_type_is_computed_once()
    {
        await Cache.GetOrCreateAsync("key", _ => Counted<List<int>?>(null));
        Assert.That(await Cache.GetOrCreateAsync("key", _ => Counted<List<int>?>([])), Is.Null);
    }

    [Test]
    public async Task A_nullable_value_may_be_null()
    {
        await Cache.SetAsync<int?>("key", null);
        Assert.That(await Cache.TryGetAsync<int?>("key"), Is.EqualTo(new CacheResult<int?>(null)));
    }

    [Test]
    public async Task A_default_value_is_a_hit()
    {
        await Cache.GetOrCreateAsync("key", _ => Counted(0));
        await Cache.GetOrCreateAsync("key", _ => Counted(1));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_struct_comes_back_as_it_was()
    {
        await Cache.SetAsync("key", (Name: "a reader", Born: new DateOnly(1815, 12, 10)));
        Assert.That((await Cache.TryGetAsync<(string Name, DateOnly Born)>("key")).Value, Is.EqualTo(("a reader", new DateOnly(1815, 12, 10))));
    }

    [Test]
    public async Task Bytes_come_back_as_they_were()
    {
        await Cache.SetAsync("key", new byte[] { 0, 1, 2, 255 });
        Assert.That((await Cache.TryGetAsync<byte[]>("key")).Value, Is.EqualTo(new byte[] { 0, 1, 2, 255 }));
    }

    [Test]
    public async Task A_value_of_another_type_is_a_miss()
    {
        await Cache.SetAsync("key", "text");
        Assert.That((await Cache.TryGetAsync<int>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_value_of_another_type_is_overwritten()
    {
        await Cache.SetAsync("key", "text");
        await Cache.GetOrCreateAsync("key", _ => Counted(7));
        Assert.That((await Cache.TryGetAsync<int>("key")).Value, Is.EqualTo(7));
    }

    [Test]
    public async Task A_value_of_another_type_is_warned_of_once_a_call()
    {
        await Cache.SetAsync("key", "text");
        await Cache.GetOrCreateAsync("key", _ => Counted(7));
        Assert.That(
            Loggers.At(LogLevel.Warning),
            Is.EqualTo(new[] { "A payload could not be decoded as System.Int32: its entry is treated as missing and will be overwritten" }));
    }

    [Test]
    public async Task A_value_whose_payload_fits_another_type_is_read_as_that()
    {
        await Cache.SetAsync("key", 7);
        Assert.That((await Cache.TryGetAsync<long>("key")).Value, Is.EqualTo(7L));
    }

    private ValueTask<T> Counted<T>(T value)
    {
        _runs++;
        return ValueTask.FromResult(value);
    }
}
