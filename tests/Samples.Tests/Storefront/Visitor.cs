using System.Net;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests.Storefront;

/// <summary>A browser with its own cookies, which any node gets: a load balancer chooses the node of each request.</summary>
internal sealed class Visitor : IDisposable
{
    // Output caching stores a page for each host, and visitors know only that of the load balancer.
    private const string Host = "shop.example";

    private readonly HttpClient _client = new(
        new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false });

    public Task<WebAnswer> GetAsync(Application node, string path) => SendAsync(HttpMethod.Get, node, path, null);

    /// <summary>Sends a form with an antiforgery token.</summary>
    public async Task<WebAnswer> PostAsync(Application node, string path, string? token, params (string Name, string Value)[] fields)
    {
        IEnumerable<KeyValuePair<string, string>> sent = fields.Select(field => KeyValuePair.Create(field.Name, field.Value));
        using var form = new FormUrlEncodedContent(token is null ? sent : sent.Append(new("__RequestVerificationToken", token)));
        return await SendAsync(HttpMethod.Post, node, path, form);
    }

    /// <summary>Adds a product to the basket, by the form of its page.</summary>
    public async Task<WebAnswer> AddToBasketAsync(Application node, int product)
    {
        WebAnswer page = await GetAsync(node, $"/Products/{product}");
        return await PostAsync(node, $"/Products/{product}", page.Token);
    }

    public async Task SignInAsync(Application node)
    {
        WebAnswer page = await GetAsync(node, "/SignIn");
        WebAnswer answer = await PostAsync(node, "/SignIn", page.Token, ("name", "admin"));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Redirect), answer.Body);
    }

    /// <summary>Changes one price: the entry is removed by its key. The visitor must be signed in.</summary>
    public Task ChangePriceAsync(Application node, int product, int price) =>
        ChangePricesAsync(node, "Price", ("id", $"{product}"), ("price", $"{price}"));

    /// <summary>Changes all prices: the entries are removed by their tag. The visitor must be signed in.</summary>
    public Task ReducePricesAsync(Application node, int percent) => ChangePricesAsync(node, "Sale", ("percent", $"{percent}"));

    public void Dispose() => _client.Dispose();

    private async Task<WebAnswer> SendAsync(HttpMethod method, Application node, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(node.Address, path)) { Content = content };
        request.Headers.Host = Host;
        using HttpResponseMessage response = await _client.SendAsync(request);
        return await WebAnswer.OfAsync(response);
    }

    private async Task ChangePricesAsync(Application node, string handler, params (string Name, string Value)[] fields)
    {
        WebAnswer page = await GetAsync(node, "/Prices");
        WebAnswer answer = await PostAsync(node, $"/Prices?handler={handler}", page.Token, fields);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Redirect), answer.Body);
    }
}
