using System.Buffers;
using System.IO.Pipelines;

namespace CacheKit.Benchmarks;

// The calls that the middleware of output caching makes for responses of one size with a number of tags, so many at a time.
internal sealed class Requests(int size, int tags, int inFlight)
{
    private const int Keys = 256;
    private static readonly TimeSpan _validFor = TimeSpan.FromMinutes(10);
    private readonly string[] _tags = [.. Enumerable.Range(0, tags).Select(number => $"books-{number}")];
    private readonly byte[] _response = RandomNumbers(size);

    // Stores a response under each key, so that gets find them.
    public async Task FillAsync(Contender contender)
    {
        for (var key = 0; key < Keys; key++)
            await SetAsync(contender, key);
        if (!await GetAsync(contender, 0))
            throw new InvalidOperationException($"{contender.Name} did not store a response.");
    }

    public Task<Measure> MeasureAsync(Contender contender, bool sets, int count) => Measure.OfAsync(contender, count, async () =>
    {
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            for (int number = Interlocked.Increment(ref next); number <= count; number = Interlocked.Increment(ref next))
            {
                if (sets)
                    await SetAsync(contender, number % Keys);
                else
                    await GetAsync(contender, number % Keys);
            }
        })));
    });

    private ValueTask SetAsync(Contender contender, int key) =>
        contender.Store.SetAsync(KeyOf(key), new ReadOnlySequence<byte>(_response), _tags, _validFor, default);

    private static async Task<bool> GetAsync(Contender contender, int key)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        bool found = await contender.Store.TryGetAsync(KeyOf(key), pipe.Writer, default);
        await pipe.Writer.CompleteAsync();
        await pipe.Reader.CompleteAsync();
        return found;
    }

    private static string KeyOf(int key) => $"GET\u001eHTTP\u001eLOCALHOST\u001e/BOOKS/{key}";

    private static byte[] RandomNumbers(int length)
    {
        byte[] bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }
}
