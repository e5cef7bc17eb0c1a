using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Refuses requests without <c>X-Member</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MembersAttribute : Attribute, IAuthorizationFilter
{
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.HttpContext.Request.Headers["X-Member"].Count == 0)
            context.Result = new StatusCodeResult(403);
    }
}
