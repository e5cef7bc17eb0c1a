using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Keeps the OnCompleted callbacks of a response that no server sends. Most of them dispose of objects of the request.
internal sealed class BackgroundResponseFeature : HttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _callbacks = new();

    public override void OnCompleted(Func<object, Task> callback, object state) => _callbacks.Push((callback, state));

    // The last registered callback is called first, as on a server.
    public async Task CompleteAsync()
    {
        while (_callbacks.TryPop(out (Func<object, Task> Callback, object State) next))
            await next.Callback(next.State).ConfigureAwait(false);
    }
}
