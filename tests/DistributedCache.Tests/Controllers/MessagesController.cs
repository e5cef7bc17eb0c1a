using Microsoft.AspNetCore.Mvc;

namespace CacheKit.DistributedCache.Tests.Controllers;

/// <summary>Leaves a message for the next page, and shows it there.</summary>
public sealed class MessagesController : Controller
{
    [HttpGet("/leave/{message}")]
    public IActionResult Leave(string message)
    {
        TempData["Message"] = message;
        TempData["Count"] = message.Length;
        TempData["Lines"] = new[] { message, "second" };
        return Redirect("/show");
    }

    [HttpGet("/show")]
    public string Show() => $"{TempData["Message"]},{TempData["Count"]},{string.Join('+', TempData["Lines"] as string[] ?? [])}";

    /// <summary>Shows the message, and keeps it for one more page.</summary>
    [HttpGet("/peek")]
    public string? Peek() => TempData.Peek("Message") as string;

    [HttpGet("/other")]
    public string Other() => "another page";
}
