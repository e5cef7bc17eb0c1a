namespace Storefront;

/// <summary>Caching as ASP.NET Core registers it.</summary>
internal static class MicrosoftCaching
{
    public static void AddMicrosoftCaching(this WebApplicationBuilder builder)
    {
        builder.Services.AddHybridCache();
        if (builder.Configuration.GetConnectionString("redis") is { } redis)
        {
            builder.Services.AddStackExchangeRedisCache(options => (options.Configuration, options.InstanceName) = (redis, "storefront:"));
            builder.Services.AddStackExchangeRedisOutputCache(
                options => (options.Configuration, options.InstanceName) = (redis, "storefront-pages:"));
        }
        else
        {
            builder.Services.AddDistributedMemoryCache();
        }
    }
}
