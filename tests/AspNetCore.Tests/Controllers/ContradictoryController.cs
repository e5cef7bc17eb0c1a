using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>A controller that no application can start with.</summary>
[Route("contradictory")]
public sealed class ContradictoryController : Controller
{
    [HttpGet]
    [Cache(60)]
    [CacheOneDay]
    public string Get() => "";
}
