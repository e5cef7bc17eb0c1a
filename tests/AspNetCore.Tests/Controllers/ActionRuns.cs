namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>Counts how often an action or a page has run.</summary>
public sealed class ActionRuns
{
    private int _count;

    public int Next() => Interlocked.Increment(ref _count);
}
