using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>A controller all of whose entries have a tag of their user's and of their action, and one of them a further.</summary>
[Route("tagged")]
[Cache(60, Tags = ["user:{id}", "action:{action}"])]
public sealed class TaggedController(ActionRuns runs) : ControllerBase
{
    [HttpGet("one/{id}")]
    public int One(int id) => id + runs.Next();

    [HttpGet("two/{id}")]
    [Cache(Tags = ["two"])]
    public int Two(int id) => id + runs.Next();

    /// <summary>Never cached, so it needs no id.</summary>
    [HttpPost]
    public int Create() => runs.Next();
}
