using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Fakes;

/// <summary>The context of a request as an object of another class than the server's.</summary>
internal sealed class OtherContext(HttpContext context) : HttpContext
{
    public override IFeatureCollection Features => context.Features;

    public override HttpRequest Request => context.Request;

    public override HttpResponse Response => context.Response;

    public override ConnectionInfo Connection => context.Connection;

    public override WebSocketManager WebSockets => context.WebSockets;

    public override ClaimsPrincipal User { get => context.User; set => context.User = value; }

    public override IDictionary<object, object?> Items { get => context.Items; set => context.Items = value; }

    public override IServiceProvider RequestServices { get => context.RequestServices; set => context.RequestServices = value; }

    public override CancellationToken RequestAborted { get => context.RequestAborted; set => context.RequestAborted = value; }

    public override string TraceIdentifier { get => context.TraceIdentifier; set => context.TraceIdentifier = value; }

    public override ISession Session { get => context.Session; set => context.Session = value; }

    public override void Abort() => context.Abort();
}
