using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Actions that read and write data of one client.</summary>
public sealed class ClientController : Controller
{
    [HttpGet("/mvc/session")]
    [Cache(60)]
    public string FromSession() => HttpContext.Session.GetString("name") ?? "nobody";

    [HttpGet("/mvc/note")]
    public void Note(string name) => TempData["name"] = name;

    [HttpGet("/mvc/note-cached")]
    [Cache(60)]
    public string NoteAndCache()
    {
        TempData["name"] = "ann";
        return "noted";
    }

    [HttpGet("/mvc/noted")]
    [Cache(60)]
    public string Noted() => TempData["name"] as string ?? "nobody";

    [HttpGet("/mvc/noted-view")]
    [Cache(60)]
    public IActionResult NotedView() => View("any", ":name");

    [HttpGet("/mvc/view")]
    [Cache(60)]
    public IActionResult PlainView() => View("any", "plain");
}
