using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Inspection;

/// <summary>A call with an object that belongs to the request of its caller.</summary>
internal readonly struct RequestCall(object request) : ICachedCall<RequestCall, string>
{
    private readonly object _request = request;

    /// <summary>Calls the function and returns the key of the call.</summary>
    public static string Call(Cache cache, object request)
    {
        var function = new BoundFunction<RequestCall, string>(new CachedMethod("request", options: null), cache, cache, indexed: false);
        var call = new RequestCall(request);
        function.Call(call, CancellationToken.None);
        return function.KeyOf(call);
    }

    public bool IsSameAs(in RequestCall other) => true;

    public int HashArguments() => 0;

    public RequestCall KeepArguments() => default;

    public void WriteKey(ref KeyText text) => text.Literal("request()");

    public CacheArgument[] ListArguments() => [];

    public string[] ListTags() => [];

    public RequestCall Detach(CallServices services) => new(services.OfRequest(_request));

    public ValueTask<string> RunAsync(CancellationToken cancellationToken) => new("value");
}
