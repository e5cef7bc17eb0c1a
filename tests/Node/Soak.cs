using System.Globalization;

namespace CacheKit.Node;

/// <summary>
/// Callers that use all operations of a cache on changing keys until they are stopped. Only the number of operations is recorded.
/// </summary>
internal sealed class Soak : IAsyncDisposable
{
    private const int Callers = 4;
    private const int KeysAtOnce = 500;
    private const int Tags = 100;
    private const int BurstLength = 5;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _takes = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(2);

    private static readonly StaleOptions _stale = new()
    {
        Grace = TimeSpan.FromSeconds(1),
        SoftTimeout = TimeSpan.FromMilliseconds(1),
        EagerRefreshThreshold = 0.8,
    };

    private readonly ICache _cache;
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _callers;
    private long _done;
    private string? _failure;

    public Soak(ICache cache)
    {
        _cache = cache;
        _callers = [.. Enumerable.Range(0, Callers).Select(seed => Task.Run(() => UseAsync(new Random(seed))))];
    }

    /// <summary>The number of operations so far.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>The first failure that a caller saw.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_callers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private async Task UseAsync(Random random)
    {
        using var timer = new PeriodicTimer(_pause);
        while (!_end.IsCancellationRequested)
        {
            for (int i = 0; i < BurstLength; i++)
                await UseOnceAsync(random);
            await timer.WaitForNextTickAsync();
        }
    }

    // New keys gradually replace old ones.
    private async Task UseOnceAsync(Random random)
    {
        long newest = Interlocked.Increment(ref _done) / 10;
        string key = string.Create(CultureInfo.InvariantCulture, $"key-{newest + random.Next(KeysAtOnce)}");
        string tag = string.Create(CultureInfo.InvariantCulture, $"tag-{random.Next(Tags)}");
        try
        {
            await UseAsync(key, tag, random);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception.ToString(), null);
        }
    }

    private async Task UseAsync(string key, string tag, Random random)
    {
        CacheEntryOptions options = Terms(tag, random);
        switch (random.Next(100))
        {
            case < 75:
                await _cache.GetOrCreateAsync(key, ComputeAsync, options);
                break;
            case < 85:
                await _cache.TryGetAsync<string>(key, options);
                break;
            case < 90:
                await _cache.SetAsync(key, Value(), options);
                break;
            case < 95:
                await _cache.RemoveAsync(key);
                break;
            default:
                await _cache.EvictAsync(tag);
                break;
        }
    }

    private static CacheEntryOptions Terms(string tag, Random random) => new()
    {
        Expiration = TimeSpan.FromMilliseconds(random.Next(100, 2_000)),
        Tags = random.Next(2) == 0 ? [tag] : [],
        Lease = random.Next(4) == 0 ? _lease : null,
        Stale = random.Next(3) == 0 ? _stale : null,
    };

    private static async ValueTask<string> ComputeAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_takes, cancellationToken);
        return Value();
    }

    private static string Value() => new('v', 500);
}
