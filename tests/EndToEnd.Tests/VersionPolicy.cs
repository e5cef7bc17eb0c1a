using Microsoft.AspNetCore.Routing.Matching;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Selects API versions by the header X-Version, as API versioning libraries do.</summary>
internal sealed class VersionPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 100;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<Version>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        string asked = httpContext.Request.Headers["X-Version"].ToString();
        for (int i = 0; i < candidates.Count; i++)
        {
            if (candidates[i].Endpoint.Metadata.GetMetadata<Version>() is { } version && version.ToString() != asked)
                candidates.SetValidity(i, false);
        }

        return Task.CompletedTask;
    }
}
