using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>A controller of which one action is cached.</summary>
[Route("plain")]
public sealed class PlainController(ActionRuns runs) : Controller
{
    [HttpGet("cached")]
    [Cache(60)]
    public Number Cached() => new(0, runs.Next());

    [HttpGet("uncached")]
    public Number Uncached() => new(0, runs.Next());

    [HttpGet("html")]
    [CacheOneHour]
    public ContentResult Html() => Content($"<p>{runs.Next()}</p>", "text/html; charset=utf-8");
}
