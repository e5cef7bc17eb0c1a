using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Keeps what is to be done when a response that no server sends is complete: most of all, what is to be disposed of.
internal sealed class BackgroundResponseFeature : HttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _waiting = new();

    public override void OnCompleted(Func<object, Task> callback, object state) => _waiting.Push((callback, state));

    // The last that came is called first, as servers do.
    public async Task CompleteAsync()
    {
        while (_waiting.TryPop(out (Func<object, Task> Callback, object State) next))
            await next.Callback(next.State).ConfigureAwait(false);
    }
}
