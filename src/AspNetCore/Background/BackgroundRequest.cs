using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// A copy of a client's request for a background run of the handler. It outlives the client's request, so it must be made while that
// request is still running.
internal sealed class BackgroundRequest : IAsyncDisposable
{
    private readonly BackgroundResponseFeature _response = new();
    private readonly BackgroundLifetimeFeature _lifetime;
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private readonly AsyncServiceScope _services;
    private readonly Action<HttpContext>? _prepare;

    public BackgroundRequest(HttpContext client, Func<HttpContext, Action<HttpContext>>? prepare, CancellationToken abandoned)
    {
        _prepare = prepare?.Invoke(client);
        _services = client.RequestServices.CreateAsyncScope();
        Context = new DefaultHttpContext { RequestServices = _services.ServiceProvider };
        Context.Features.Set<IHttpResponseFeature>(_response);
        CancellationToken stopping = client.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;
        _lifetime = new BackgroundLifetimeFeature(stopping, abandoned);
        Context.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        CopyRequest(client);
        CopySurroundings(client);
    }

    public DefaultHttpContext Context { get; }

    // Makes this the current request in the asynchronous flow of the caller.
    public void Enter()
    {
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _uiCulture;
        if (Context.RequestServices.GetService<IHttpContextAccessor>() is { } accessor)
            accessor.HttpContext = Context;
        _prepare?.Invoke(Context);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _response.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            await _services.DisposeAsync().ConfigureAwait(false);
            _lifetime.Dispose();
        }
    }

    private void CopyRequest(HttpContext client)
    {
        HttpRequest request = Context.Request;
        request.Method = HttpMethods.Get;
        request.Protocol = client.Request.Protocol;
        request.Scheme = client.Request.Scheme;
        request.Host = client.Request.Host;
        request.PathBase = client.Request.PathBase;
        request.Path = client.Request.Path;
        request.QueryString = client.Request.QueryString;
        Context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget =
            client.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        foreach ((string name, StringValues values) in client.Request.Headers)
        {
            if (!WatchedHeaders.IsHidden(name))
                request.Headers[name] = values;
        }

        request.RouteValues = new RouteValueDictionary(client.Request.RouteValues);
        Context.SetEndpoint(client.GetEndpoint());
    }

    private void CopySurroundings(HttpContext client)
    {
        Context.TraceIdentifier = client.TraceIdentifier;
        Context.Connection.Id = client.Connection.Id;
        Context.Connection.LocalIpAddress = client.Connection.LocalIpAddress;
        Context.Connection.LocalPort = client.Connection.LocalPort;
        Context.Connection.RemoteIpAddress = client.Connection.RemoteIpAddress;
        Context.Connection.RemotePort = client.Connection.RemotePort;
        Context.Connection.ClientCertificate = client.Connection.ClientCertificate;
        if (client.Features.Get<IHttpAuthenticationFeature>()?.User is { } user)
            Context.User = user;
        Context.Features.Set(client.Features.Get<IAuthenticateResultFeature>());
        if (client.Features.Get<IRequestCultureFeature>() is { } culture)
            Context.Features.Set(culture);

        // A feature of its own, because the handler may disable the pages of this run.
        if (client.Features.Get<IStatusCodePagesFeature>() is { } pages)
            Context.Features.Set<IStatusCodePagesFeature>(new StatusCodePagesFeature { Enabled = pages.Enabled });

        // No other features: they may read from the context of the client, which the server reuses for the next request.

        // The authorization middleware marks the request here, and endpoint routing checks for the mark.
        foreach ((object key, object? value) in client.Items)
            Context.Items[key] = value;
    }
}
