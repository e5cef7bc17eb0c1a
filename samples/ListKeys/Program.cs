using System.Text.Encodings.Web;
using CacheKit;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddAntiforgery();
WebApplication app = builder.Build();

CacheManager.Init(new InMemoryBackend(), prefix: "api-cache");
app.UseCacheKit();
app.UseAntiforgery();
app.MapGet("/users/{id}", [Cache(300)] (int id) => new { id, loaded = DateTimeOffset.UtcNow });

app.MapGet("/keys", async (HttpContext context, IAntiforgery antiforgery) =>
{
    AntiforgeryTokenSet token = antiforgery.GetAndStoreTokens(context);
    var items = new List<string>();
    await foreach (StoredKey stored in ((IListingBackend)CacheManager.Backend).ListAsync("api-cache:"))
    {
        string key = HtmlEncoder.Default.Encode(stored.Key);
        items.Add($"<li>{key} <button name=\"key\" value=\"{key}\">Delete</button></li>");
    }

    string fields = $"<input type=\"hidden\" name=\"{token.FormFieldName}\" value=\"{token.RequestToken}\">";
    string form = $"<form method=\"post\"><ul>{string.Concat(items)}</ul>{fields}</form>";
    string page = $"<!doctype html><html lang=\"en\"><title>Keys</title><h1>Keys</h1>{form}</html>";
    return Results.Content(page, "text/html; charset=utf-8");
});

app.MapPost("/keys", async ([FromForm] string key) =>
{
    await CacheManager.Backend.RemoveAsync(key);
    return Results.Redirect("/keys");
});

app.Run();
