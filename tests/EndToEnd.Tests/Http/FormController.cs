using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>An action whose argument MVC reads from a form before the path.</summary>
public sealed class FormController : ControllerBase
{
    [HttpGet("/mvc/items/{id}")]
    [Cache(60)]
    public string Item(string id) => id;
}
