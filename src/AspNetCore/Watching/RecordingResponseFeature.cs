using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Keeps the OnStarting callbacks, so that they can run before the response starts. When it does, an outer body feature such as compression
// changes the headers, and its changes must not be stored with the response of the handler.
internal sealed class RecordingResponseFeature(IHttpResponseFeature client) : IHttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _callbacks = new();

    public int StatusCode
    {
        get => client.StatusCode;
        set => client.StatusCode = value;
    }

    public string? ReasonPhrase
    {
        get => client.ReasonPhrase;
        set => client.ReasonPhrase = value;
    }

    public IHeaderDictionary Headers
    {
        get => client.Headers;
        set => client.Headers = value;
    }

    [Obsolete("Use IHttpResponseBodyFeature.Stream instead.")]
    public Stream Body
    {
        get => client.Body;
        set => client.Body = value;
    }

    public bool HasStarted => client.HasStarted;

    public void OnStarting(Func<object, Task> callback, object state)
    {
        // If the response has started, the server throws its own exception.
        if (HasStarted)
            client.OnStarting(callback, state);
        _callbacks.Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => client.OnCompleted(callback, state);

    // The last registered callback is called first, as on a server.
    public async Task RunCallbacksAsync()
    {
        while (_callbacks.TryPop(out (Func<object, Task> Callback, object State) next))
            await next.Callback(next.State).ConfigureAwait(false);
    }
}
