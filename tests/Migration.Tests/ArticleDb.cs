using System.Collections.Concurrent;

namespace CacheKit.Migration.Tests;

/// <summary>A source of titles, which counts its loads.</summary>
internal sealed class ArticleDb
{
    private readonly ConcurrentDictionary<int, string> _titles = new() { [7] = "loaded" };
    private int _loads;

    public int Loads => Volatile.Read(ref _loads);

    public async Task<string> TitleAsync(int id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _loads);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return _titles[id];
    }

    public Task RenameAsync(int id, string title, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _titles[id] = title;
        return Task.CompletedTask;
    }
}
