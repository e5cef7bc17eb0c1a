using System.Buffers;

namespace CacheKit.Weaving.Tests.Functions;

// Functions that name their cache, at each place where that is possible.
[CacheName("catalog")]
internal static class Catalog
{
    public static int Runs { get; set; }

    [Cache]
    public static int Find(int id) => id + Count();

    [Cache, CacheName("reports")]
    public static Task<int> ReportAsync(int id) => Task.FromResult(id + Count());

    [Cache, CacheName("nowhere")]
    public static int Lost(int id) => id;

    [Cache(Tags = ["all"])]
    public static int Tagged(int id) => id + Count();

    [CachePut(nameof(Find))]
    public static int Set(int id, int value) => value + (id * 0);

    [CacheEvict(nameof(Find)), CacheEvict(nameof(ReportAsync))]
    public static void Forget(int id) => _ = id;

    [CacheEvict(Tags = ["all"])]
    public static Task ForgetAllAsync() => Task.CompletedTask;

    [CacheEvict(nameof(Lost))]
    public static void ForgetLost(int id) => Runs += id;

    private static int Count() => 100 * ++Runs;
}

[CacheName("catalog")]
internal interface ITitles
{
    [Cache]
    string Name(int id);
}

internal sealed class Titles : ITitles
{
    public string Name(int id) => $"article {id}";
}

// A service that a coder needs.
internal sealed record Mark(byte Value);

internal sealed class MarkingCoder(Mark mark) : ICoder
{
    private readonly JsonCoder _json = new();

    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        output.Write([mark.Value]);
        _json.Encode(value, output);
    }

    public T? Decode<T>(ReadOnlySpan<byte> payload) =>
        payload[0] == mark.Value ? _json.Decode<T>(payload[1..]) : throw new InvalidDataException("The payload has another mark.");
}

internal sealed class MarkingKeys(Mark mark) : IKeyBuilder
{
    public string Build(in CacheCall call) => $"{call.KeyPrefix}{mark.Value} {call.Arguments[0].Value}";
}

internal sealed class MarkingAsyncKeys(Mark mark) : IAsyncKeyBuilder
{
    public async ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return $"{call.KeyPrefix}{mark.Value} {call.Arguments[0].Value}";
    }
}

internal static class Marked
{
    [Cache(Coder = typeof(MarkingCoder))]
    public static List<int> List(int id) => [id];

    [Cache(KeyBuilder = typeof(MarkingKeys))]
    public static int Number(int id) => id;

    [Cache(KeyBuilder = typeof(MarkingAsyncKeys))]
    public static Task<int> NumberAsync(int id) => Task.FromResult(id);
}
