using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

[TestFixture]
[Category("Packages")]
internal sealed class NativeAotInMemoryTests : NativeAotTests
{
    protected override Task<Application> StartAsync() => NativeProgram.StartAsync(Development);
}
