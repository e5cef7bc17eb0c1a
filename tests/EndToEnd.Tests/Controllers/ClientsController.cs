using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Controllers;

/// <summary>Two actions with the same URL, for different clients.</summary>
[Route("clients")]
[Cache(60)]
public sealed class ClientsController : ControllerBase
{
    [HttpGet]
    [ForClient("phone")]
    public string Small() => "small";

    [HttpGet]
    [ForClient("desk")]
    public string Large() => "large";
}
