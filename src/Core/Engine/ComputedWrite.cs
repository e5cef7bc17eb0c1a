namespace CacheKit;

// The write of a computed value to a store on whose changes this process hears the others.
internal sealed class ComputedWrite(string key, long begunAt)
{
    public string Key => key;

    public long BegunAt => begunAt;

    // What was stored; null: nothing yet.
    public byte[]? Stored { get; set; }

    // Whether a change of the key was heard while the write was under way.
    public bool IsOvertaken { get; set; }

    // Whether it was too long ago, or too many came after it.
    public bool IsForgotten { get; set; }
}
