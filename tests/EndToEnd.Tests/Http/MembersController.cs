using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>A cached action behind an MVC filter.</summary>
[Route("members")]
public sealed class MembersController : Controller
{
    [HttpGet]
    [Cache(60)]
    [Members]
    public string Get() => "for members";
}
