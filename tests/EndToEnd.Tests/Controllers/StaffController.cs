using Microsoft.AspNetCore.Mvc;

namespace CacheKit.EndToEnd.Tests.Controllers;

/// <summary>A controller with a conventional route.</summary>
public sealed class StaffController : ControllerBase
{
    [Cache(60)]
    [VaryBy(RouteValues = ["id"])]
    public string Salary(int id) => $"salary {id}";
}
