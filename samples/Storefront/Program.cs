using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Storefront;
using Storefront.Shop;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);

// The move: one line, and nothing else in the application names CacheKit. The sample keeps both to compare them.
switch (builder.Configuration["caching"])
{
    case null or "microsoft": builder.AddMicrosoftCaching(); break;
    case "cachekit": builder.AddCacheKitCaching(); break;
    case var other: throw new ArgumentException($"There is no caching '{other}'. Use --caching microsoft or cachekit.");
}

builder.Services.AddOutputCache(options => options.AddPolicy("pages", policy => policy.Expire(TimeSpan.FromHours(1)).Tag(Catalog.Tag)));
builder.Services.AddSession(options => options.IdleTimeout = TimeSpan.FromMinutes(20));
builder.Services.AddRazorPages().AddSessionStateTempDataProvider();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options => options.LoginPath = "/SignIn");
builder.Services.AddAuthorization();

// All nodes read the keys of cookies and antiforgery tokens from the database, which never evicts them.
builder.Services.AddDbContextFactory<ShopContext>(options =>
    options.UseSqlite(builder.Configuration.GetConnectionString("shop") ?? "Data Source=storefront.db"));
builder.Services.AddDataProtection().SetApplicationName("storefront").PersistKeysToDbContext<ShopContext>();

builder.Services.AddHttpContextAccessor();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<ProductTable>().AddSingleton<Catalog>().AddScoped<Basket>();

WebApplication app = builder.Build();
await app.Services.GetRequiredService<ProductTable>().CreateAsync();

app.UseRequestLocalization("en-US");
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.UseSession();
app.UseOutputCache();
app.MapRazorPages();
app.MapShopApi();
app.Run();
