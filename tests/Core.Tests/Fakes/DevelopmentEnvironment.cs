using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace CacheKit.Core.Tests.Fakes;

internal sealed class DevelopmentEnvironment : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Development;

    public string ApplicationName { get; set; } = "";

    public string ContentRootPath { get; set; } = "";

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
