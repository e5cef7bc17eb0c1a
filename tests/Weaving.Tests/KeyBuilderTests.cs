using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>Key builders of functions.</summary>
[TestFixture]
internal sealed class KeyBuilderTests : WovenFixture
{
    private static readonly AsyncLocal<string?> _tenant = new();

    [Test]
    public async Task A_key_may_depend_on_more_than_the_arguments()
    {
        CacheManager.Init(Backend, configure: options => options.KeyBuilder = new TenantKeys());
        foreach (string tenant in (string[])["a", "b", "a", "b", "a", "b"])
        {
            _tenant.Value = tenant;
            Assert.That(await Shapes.FindAsync(7, "x"), Is.EqualTo(tenant == "a" ? "7 x 1" : "7 x 2"));
            Assert.That(await Shapes.FindAsync(7, "x"), Is.EqualTo(tenant == "a" ? "7 x 1" : "7 x 2"));
        }
    }

    private sealed class TenantKeys : IKeyBuilder
    {
        public string Build(in CacheCall call) => $"{call.KeyPrefix}{_tenant.Value} {call.Arguments[0].Value}";
    }
}
