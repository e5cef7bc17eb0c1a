using Board;
using Board.Components;
using CacheKit;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddCacheKit(prefix: "board").UseInMemory();
builder.Services.AddScoped<Notices>();

var app = builder.Build();
app.UseCacheKit();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.Run();
