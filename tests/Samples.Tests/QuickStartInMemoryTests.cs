using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

[TestFixture]
internal sealed class QuickStartInMemoryTests : QuickStartTests
{
    protected override Task<Application> StartAsync() => Application.StartAsync(Sample.Assembly("QuickStart"));
}
