using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// The request that a handler sees. Its method is GET, because HEAD is answered from the entry of GET.
internal sealed class WatchedRequest(IHttpRequestFeature client, RequestReads reads) : IHttpRequestFeature
{
    private readonly (string Scheme, string PathBase, string Path, string Query, string Host) _original = Address(client);

    // Whether code between the cache and the handler has changed a part of the request that is in the key.
    public bool IsChanged => !HttpMethods.IsGet(Method) || Headers is not WatchedHeaders || _original != Address(client);

    public string Method { get; set; } = HttpMethods.Get;

    public string Protocol
    {
        get => client.Protocol;
        set => client.Protocol = value;
    }

    public string Scheme
    {
        get => client.Scheme;
        set => client.Scheme = value;
    }

    public string PathBase
    {
        get => client.PathBase;
        set => client.PathBase = value;
    }

    public string Path
    {
        get => client.Path;
        set => client.Path = value;
    }

    public string QueryString
    {
        get => client.QueryString;
        set => client.QueryString = value;
    }

    public string RawTarget
    {
        get => client.RawTarget;
        set => client.RawTarget = value;
    }

    public IHeaderDictionary Headers { get; set; } = new WatchedHeaders(client.Headers, reads);

    public Stream Body
    {
        get => client.Body;
        set => client.Body = value;
    }

    private static (string Scheme, string PathBase, string Path, string Query, string Host) Address(IHttpRequestFeature request) =>
        (request.Scheme, request.PathBase, request.Path, request.QueryString, request.Headers.Host.ToString());
}
