using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// Reads the body of a change, after it has checked that the change is allowed.
internal sealed class ApiChange(DashboardSettings settings)
{
    private const int LargestBody = 1024 * 1024;

    // Form: what the body must look like, for the answer to a wrong one.
    public async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, string form)
        where T : class
    {
        HttpRequest request = context.Request;
        if (settings.IsReadOnly)
            throw new DashboardException(DashboardFault.ReadOnly, "This dashboard only shows: its option ReadOnly is set.");
        if (!SameOrigin.Is(request))
        {
            throw new DashboardException(DashboardFault.OtherOrigin,
                "Changes are accepted from pages of the dashboard's own origin, and from programs that are not browsers. Behind a proxy, the " +
                "application must know the scheme and host of the browser: call app.UseForwardedHeaders().");
        }

        if (!request.HasJsonContentType())
            throw new DashboardException(DashboardFault.NotJson, "Send JSON with Content-Type: application/json.");

        byte[] body = await ReadBodyAsync(request, context.RequestAborted).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException exception)
        {
            throw new DashboardException(DashboardFault.BadBody, $"The body must be {form}.", exception);
        }
    }

    // A limit of its own, because the application may have none, or a smaller one that answers with 413 too.
    private static async ValueTask<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LargestBody)
            throw TooLarge();

        using var body = new MemoryStream();
        byte[] part = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(part, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > LargestBody)
                throw TooLarge();
            body.Write(part, 0, read);
        }

        return body.ToArray();
    }

    private static DashboardException TooLarge() =>
        new(DashboardFault.TooLarge, $"A change has at most {LargestBody / 1024 / 1024} MB. Send several ones.");
}
