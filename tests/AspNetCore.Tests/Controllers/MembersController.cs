using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>Actions that evict by their arguments.</summary>
[Route("members")]
[CacheEvict(Tags = ["members"])]
public sealed class MembersController : Controller
{
    [HttpGet]
    public string All() => "all";

    [HttpPut("{id:int}")]
    [CacheEvict(Tags = ["member:{id}"])]
    public string Rename(int id) => $"renamed {id}";

    [HttpPost("form")]
    [CacheEvict(Tags = ["member:{id}", "posted:{member.Name}"])]
    public string Post(int id, [FromForm] Member member) => $"posted {id}";

    [HttpPost("body")]
    [CacheEvict(Tags = ["member:{member.Id}"])]
    public string Create([FromBody] Member member) => $"created {member.Id}";
}
