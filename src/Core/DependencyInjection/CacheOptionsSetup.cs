using Microsoft.Extensions.Options;

namespace CacheKit;

// Configures the options of a registered cache, which have its name. It does nothing after the registration was replaced.
internal sealed class CacheOptionsSetup(IServiceProvider services, CacheKitBuilder builder) : IConfigureNamedOptions<CacheOptions>
{
    public void Configure(CacheOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, CacheOptions options)
    {
        if (name == builder.OptionsName && CacheRegistration.Current(services, builder.Name)?.Builder == builder)
            builder.Apply(services, options);
    }
}
