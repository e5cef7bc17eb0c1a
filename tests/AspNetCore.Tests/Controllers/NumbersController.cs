using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>A controller all of whose actions are cached, one of them otherwise than the rest.</summary>
[ApiController]
[Route("numbers")]
[Cache(100, Namespace = "numbers")]
public sealed class NumbersController(ActionRuns runs) : ControllerBase
{
    [HttpGet("next")]
    public ActionResult<Number> Next(int id) => new Number(id, runs.Next());

    [HttpGet("own/{id}")]
    [Cache(200)]
    public ActionResult<Number> Own(int id, [CacheIgnore] string? trace = null) => new Number(id, runs.Next(), trace);

    [HttpGet("missing")]
    [CacheStatusCodes(404)]
    public ActionResult Missing() => NotFound(new { run = runs.Next() });

    [HttpPost("next")]
    public ActionResult<Number> Post() => new Number(0, runs.Next());
}
