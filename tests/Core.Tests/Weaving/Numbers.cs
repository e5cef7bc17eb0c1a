using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Weaving;

/// <summary>A cached function, with counts of what its calls cost.</summary>
internal sealed class Numbers
{
    /// <summary>Calls whose numbers differ by a multiple of it have the same hash.</summary>
    public const int Hashes = 1_000_003;

    private readonly BoundFunction<NumberCall, string> _function;
    private int _keys;
    private int _runs;

    public Numbers(Cache cache) => _function = new(new CachedMethod("numbers", options: null), cache, cache, indexed: true);

    public CallIndex<NumberCall, string> Index => _function.Index!;

    /// <summary>What it returns for a number.</summary>
    public Func<int, string> Source { get; set; } = static number => $"value of {number}";

    /// <summary>How many keys were written.</summary>
    public int Keys => Volatile.Read(ref _keys);

    public int Runs => Volatile.Read(ref _runs);

    public string Call(int number, string text = "text")
    {
        var call = new NumberCall(this, number, text);
        return _function.Find(call) is { } held ? held.Value : _function.Call(call, CancellationToken.None);
    }

    /// <summary>Calls it so that the call is in the index.</summary>
    public void Hold(int number, string text = "text")
    {
        Call(number, text);
        Call(number, text);
    }

    public string KeyOf(int number, string text = "text") => _function.KeyOf(new NumberCall(this, number, text));

    public ValueTask<bool> RemoveAsync(int number) => _function.Cache.Engine.RemoveAsync(KeyOf(number), CancellationToken.None);

    public void NoteKey() => Interlocked.Increment(ref _keys);

    public string Compute(int number)
    {
        Interlocked.Increment(ref _runs);
        return Source(number);
    }
}
