using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>A cached action that does the work of a test.</summary>
public sealed class WorkController(Work work) : ControllerBase
{
    [HttpGet("/")]
    [Cache(60)]
    public async Task<string> Get() => $"run {await work(HttpContext)}";
}
