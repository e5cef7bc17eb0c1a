using System.Globalization;
using Storefront.Shop;

namespace Storefront;

internal static class ShopApi
{
    private const string VisitsCookie = "visits";

    public static void MapShopApi(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder api = endpoints.MapGroup("/api");
        api.MapGet("/products", (Catalog catalog, CancellationToken cancellation) => catalog.ListAsync(cancellation)).CacheOutput("pages");
        api.MapGet("/products/{id:int}", async (int id, Catalog catalog, CancellationToken cancellation) =>
            await catalog.FindAsync(id, cancellation) is { } offer ? Results.Ok(offer) : Results.NotFound());

        // Marked as cached, but output caching stores no response that sets a cookie.
        api.MapGet("/visits", (HttpContext context) =>
        {
            int visits = int.TryParse(context.Request.Cookies[VisitsCookie], out int earlier) ? earlier + 1 : 1;
            context.Response.Cookies.Append(VisitsCookie, visits.ToString(CultureInfo.InvariantCulture));
            return visits;
        }).CacheOutput("pages");

        // How often this node has read a product from the database.
        api.MapGet("/reads", (ProductTable table) => table.Reads);
    }
}
