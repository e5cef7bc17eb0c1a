namespace CacheKit.Core.Tests.Interleavings;

/// <summary>A step that waits for its turn, and goes on in one of its named ways.</summary>
internal sealed class Turn(string[] ways)
{
    private readonly TaskCompletionSource<int> _way = new();

    public string[] Ways => ways;

    public Task<int> Way => _way.Task;

    /// <summary>Returns when what waited for it waits again, has ended, or is queued.</summary>
    public void Take(int way) => _way.SetResult(way);
}
