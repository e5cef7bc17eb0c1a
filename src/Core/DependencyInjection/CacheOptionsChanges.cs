using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Tells IOptionsMonitor<CacheOptions> when the options of a cache have changed. Unlike the token of the section, it is not triggered by
// changes that are wrong or need a restart.
internal sealed class CacheOptionsChanges(string name) : IOptionsChangeTokenSource<CacheOptions>, IDisposable
{
    private CancellationTokenSource _changed = new();

    public string Name => name;

    public IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref _changed).Token);

    public void Report()
    {
        // Not disposed, because a monitor may be about to take its token.
        Interlocked.Exchange(ref _changed, new CancellationTokenSource()).Cancel();
    }

    public void Dispose() => _changed.Dispose();
}
