namespace CacheKit;

/// <summary>Settings of one dashboard.</summary>
public sealed class CacheKitDashboardOptions
{
    /// <summary>Whether the dashboard refuses every change, and only shows.</summary>
    /// <value>The default is false.</value>
    public bool ReadOnly { get; set; }

    /// <summary>
    /// Whether the dashboard shows the values of entries. Values may contain personal data: show them only to users who may read all of it.
    /// </summary>
    /// <value>The default is false: an entry is shown with its size, its tags and its time to live.</value>
    public bool ShowsValues { get; set; }
}
