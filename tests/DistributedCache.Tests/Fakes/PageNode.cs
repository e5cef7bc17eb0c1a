using System.Net;
using CacheKit.DistributedCache.Tests.Controllers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>A node of a web application on Kestrel, with TempData in the session or in a cookie.</summary>
internal sealed class PageNode(WebApplication app) : IAsyncDisposable
{
    private Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<PageNode> StartAsync(ICacheBackend backend, string prefix, IDataProtectionProvider protection, bool inSession)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore().AddSingleton(protection);
        builder.Services
            .AddCacheKit(prefix, options => options.Store = new StoreOptions { Timeout = TimeSpan.FromMinutes(1), BreakAfter = null })
            .UseBackend(backend).AsDistributedCache(options => options.Namespace = "sessions");
        builder.Services.AddSession();
        IMvcBuilder mvc = builder.Services.AddControllersWithViews().ConfigureApplicationPartManager(
            parts => parts.ApplicationParts.Add(new AssemblyPart(typeof(MessagesController).Assembly)));
        if (inSession)
            mvc.AddSessionStateTempDataProvider();

        WebApplication app = builder.Build();
        app.UseRouting();
        app.UseSession();
        app.MapControllers();
        await app.StartAsync();
        return new PageNode(app);
    }

    /// <summary>Sends a request with the cookies of a visitor.</summary>
    public async Task<string> GetAsync(string path, CookieContainer cookies)
    {
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false });
        using HttpResponseMessage response = await client.GetAsync(new Uri(Address, path));
        return response.StatusCode == HttpStatusCode.Redirect
            ? response.Headers.Location!.ToString()
            : await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
