using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>A cached action without a filter.</summary>
[Route("plain")]
public sealed class PlainController : Controller
{
    [HttpGet]
    [Cache(60)]
    [RequireHttps]
    public string Get() => "for all";
}
