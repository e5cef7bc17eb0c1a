using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>An action whose argument MVC takes from a form before it looks at the path.</summary>
public sealed class FormController : ControllerBase
{
    [HttpGet("/mvc/items/{id}")]
    [Cache(60)]
    public string Item(string id) => id;
}
