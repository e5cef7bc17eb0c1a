namespace CacheKit.Processes.Tests;

/// <summary>The promise of a change for one row: that version, a newer one, or no value.</summary>
internal sealed record Promise(Change Change, long Version)
{
    /// <summary>Since when the promise binds a node; null: it does not.</summary>
    public long? BindsFrom(string node, HistoryRules rules)
    {
        if (Change.Node == node)
            return Change.EndedAt;

        return rules.IsShared ? Change.HoldsFrom : null;
    }
}
