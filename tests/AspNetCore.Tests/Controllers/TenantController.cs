using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>A controller that says itself what counts and which cache it uses.</summary>
[Route("tenant")]
[Cache(60)]
[VaryBy(Headers = ["X-Tenant"])]
[CacheName("second")]
public sealed class TenantController(ActionRuns runs) : Controller
{
    [HttpGet("")]
    public Number Get() => new(0, runs.Next());
}
