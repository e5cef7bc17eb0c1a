using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Controllers;

/// <summary>Another controller with the same conventional route.</summary>
public sealed class ShopController : ControllerBase
{
    [Cache(60)]
    [VaryBy(RouteValues = ["id"])]
    public string Show(int id) => $"article {id}";
}
