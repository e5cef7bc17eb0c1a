using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Keeps those who wait for the response to start, so that they can be called before it does: a body feature outside, such as
// compression, changes the headers at the very moment, and none of that is the handler's.
internal sealed class RecordingResponseFeature(IHttpResponseFeature client) : IHttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _waiting = new();

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
        // Too late is an error, which the server words.
        if (HasStarted)
            client.OnStarting(callback, state);
        _waiting.Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => client.OnCompleted(callback, state);

    // The last that came is called first, as servers do.
    public async Task CallWaitingAsync()
    {
        while (_waiting.TryPop(out (Func<object, Task> Callback, object State) next))
            await next.Callback(next.State).ConfigureAwait(false);
    }
}
