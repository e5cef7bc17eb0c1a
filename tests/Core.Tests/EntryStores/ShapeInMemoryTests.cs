using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A payload in memory is read by the shape that it was written for, whatever the type is called.</summary>
[TestFixture(StoreKind.Memory)]
[TestFixture(StoreKind.Server)]
internal sealed class ShapeInMemoryTests(StoreKind kind) : CacheFixture(kind)
{
    [Test]
    public async Task A_value_of_another_shape_is_a_miss_without_a_warning()
    {
        await Cache.SetAsync("key", new Old([1]));
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new New([1], "new"))), Has.Property("Name").EqualTo("new"));
        Assert.That((await Cache.TryGetAsync<New>("key")).Value?.Name, Is.EqualTo("new"));
        Assert.That(Loggers.At(LogLevel.Warning), Is.Empty);
    }

    [Test]
    public async Task A_payload_that_another_tool_wrote_is_read()
    {
        await Backend.SetAsync("app::key", """{"Ids":[1]}"""u8.ToArray(), timeToLive: null);
        Assert.That((await Cache.TryGetAsync<Old>("key")).Value!.Ids, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_coder_of_another_kind_can_refuse_a_shape_too()
    {
        await Cache.SetAsync("key", "text");
        Assert.That((await Cache.TryGetAsync<int>("key", new CacheEntryOptions { Coder = new RefusingCoder() })).HasValue, Is.False);
        Assert.That(Loggers.At(LogLevel.Warning), Is.Empty);
        Assert.That(Loggers.At(LogLevel.Information).Count(), Is.EqualTo(1));
    }

    internal sealed record Old(List<int> Ids);

    internal sealed record New(List<int> Ids, string Name);

    private sealed class RefusingCoder : ICoder
    {
        public void Encode<T>(T value, System.Buffers.IBufferWriter<byte> output) => throw new InvalidOperationException("not to be called");

        public T? Decode<T>(ReadOnlySpan<byte> payload) => throw new ShapeMismatchException(1, 2);
    }
}
