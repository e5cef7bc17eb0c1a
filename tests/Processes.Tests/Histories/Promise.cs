namespace CacheKit.Processes.Tests;

/// <summary>What a change promises of one row: that version, or a newer one, or nothing.</summary>
internal sealed record Promise(Change Change, long Version)
{
    /// <summary>Since when it binds a node; null: it does not.</summary>
    public long? BindsFrom(string node, HistoryRules rules)
    {
        if (Change.Node == node)
            return Change.EndedAt;

        return rules.IsShared ? Change.HoldsFrom : null;
    }
}
