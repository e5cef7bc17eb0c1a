using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>An error page and an action that fails, cached where controllers are mapped.</summary>
public sealed class OopsController : ControllerBase
{
    [Route("/oops")]
    public string Oops() => "oops";

    [HttpGet("/fails")]
    public string Fails() => throw new InvalidOperationException("fails");
}
