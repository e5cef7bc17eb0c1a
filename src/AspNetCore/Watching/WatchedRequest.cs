using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// A client's request as its handler sees it: a GET, as a HEAD is answered from a GET's entry.
internal sealed class WatchedRequest(IHttpRequestFeature client, RequestReads reads) : IHttpRequestFeature
{
    private readonly (string Scheme, string PathBase, string Path, string Query, string Host) _before = Address(client);

    // Whether something between the cache and the handler has changed what the key was built from.
    public bool IsChanged => !HttpMethods.IsGet(Method) || Headers is not WatchedHeaders || _before != Address(client);

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
