namespace CacheKit.Core.Tests.Interleavings;

/// <summary>The number of store calls that may fail, and a filter of them.</summary>
internal sealed class Faults(int most, Func<string, bool> mayFail)
{
    public static Faults None => new(0, _ => false);

    public int Count { get; private set; }

    public bool MayFail(string call) => Count < most && mayFail(call);

    public void Add() => Count++;
}
