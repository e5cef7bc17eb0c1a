using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>An action whose formatter MVC selects by the Accept header.</summary>
public sealed class ThingsController : ControllerBase
{
    [HttpGet("/things")]
    [Cache(60)]
    public Thing Get() => new() { Name = "kettle" };
}
