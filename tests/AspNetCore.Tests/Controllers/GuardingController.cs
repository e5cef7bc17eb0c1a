using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>A controller that is a filter of itself.</summary>
[Route("guarding")]
[Cache(60)]
public sealed class GuardingController : Controller
{
    [HttpGet("closed")]
    public string Closed() => "for members";

    [HttpGet("open")]
    [CacheSkipsFilters]
    public string Open() => "for members";

    public override void OnActionExecuting(ActionExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Request.Headers["X-Member"].Count == 0)
            context.Result = StatusCode(401);
    }
}
