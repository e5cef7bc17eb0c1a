using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>A controller of a conventional route.</summary>
public sealed class ShelfController : ControllerBase
{
    public string Book(int id) => $"book {id}";
}
