namespace CacheKit.Core.Tests.Inspection;

[TestFixture]
internal sealed class EntryReadingTests
{
    // A native program encodes a value to determine its size.
    [Test]
    public async Task A_value_that_its_coder_can_not_measure_is_read_with_the_size_zero()
    {
        using var memory = new InMemoryBackend();
        using var cache = new Cache(memory, "app", new CacheOptions(), "default");
        ((IValueBackend)memory).SetValue("app::key", new UnmeasuredValue(), null);

        InspectedEntry? entry = await new CacheInspector("default", cache).ReadAsync("app::key", CancellationToken.None);

        Assert.That((entry?.Value, entry?.Size), Is.EqualTo(("value", 0L)));
    }

    private sealed class UnmeasuredValue() : LocalValue(EntryMetadata.None)
    {
        public override object Object => "value";

        public override Type ObjectType => typeof(string);

        public override long Size => throw new CodingException(typeof(string), new NotSupportedException());

        public override CachedValue With(EntryMetadata metadata) => this;

        public override ReadOnlyMemory<byte> ToPayload() => default;
    }
}
