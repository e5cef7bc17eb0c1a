namespace CacheKit.AspNetCore.Tests;

/// <summary>Tests of what holds for every store: each is run on one that keeps values and on one that keeps payloads.</summary>
[TestFixture(Store.Values)]
[TestFixture(Store.Payloads)]
public abstract class EndpointTests(Store store)
{
    private protected Task<TestApp> StartAsync(Action<WebApplication> routes, TestAppSettings? settings = null) =>
        TestApp.StartAsync(routes, (settings ?? new TestAppSettings()) with { Store = store, Options = TestPolicies.AddTo + settings?.Options });
}
