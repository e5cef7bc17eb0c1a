using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;

namespace CacheKit.Benchmarks;

// The calls that the middleware of output caching makes for a response of 1 KB, so many at a time.
internal sealed class Requests(int inFlight)
{
    private const int Keys = 256;
    private static readonly TimeSpan _validFor = TimeSpan.FromMinutes(10);
    private static readonly string[] _two = ["books", "authors"];
    private readonly byte[] _response = RandomNumbers(1024);

    public static readonly string[] Operations = ["get", "set", "set with two tags"];

    public async Task FillAsync(Contender contender)
    {
        for (var key = 0; key < Keys; key++)
            await SetAsync(contender, key, []);
        if (!await GetAsync(contender, 0))
            throw new InvalidOperationException($"{contender.Name} did not store a response.");
    }

    // Returns the microseconds of a request.
    public async Task<double> MeasureAsync(Contender contender, string operation, int count)
    {
        int next = 0;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            for (int number = Interlocked.Increment(ref next); number <= count; number = Interlocked.Increment(ref next))
            {
                if (operation == "get")
                    await GetAsync(contender, number % Keys);
                else
                    await SetAsync(contender, number % Keys, operation == "set" ? [] : _two);
            }
        })));
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / count;
    }

    private ValueTask SetAsync(Contender contender, int key, string[] tags) =>
        contender.Store.SetAsync(KeyOf(key), new ReadOnlySequence<byte>(_response), tags, _validFor, default);

    private static async Task<bool> GetAsync(Contender contender, int key)
    {
        var pipe = new Pipe();
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
