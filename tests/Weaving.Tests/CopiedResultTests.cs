using CacheKit.Core.Tests.Values.Samples;
using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>The result of a woven call comes back unchanged, and each caller gets a separate copy.</summary>
internal sealed class CopiedResultTests : WovenFixture, IResultCaller
{
    private static IEnumerable<ResultSample> Samples => [.. CopiedResults.Objects, .. CopiedResults.Collections, .. CopiedResults.Simple];

    [TestCaseSource(nameof(Samples))]
    public async Task The_result_of_a_woven_call_comes_back_as_it_was(ResultSample sample) => await sample.CheckAsync(this);

    async ValueTask<T> IResultCaller.CallAsync<T>(string name, Func<T> create)
    {
        Results.Creators[name] = () => create();
        return await Results.CreateAsync<T>(name);
    }
}
