using Microsoft.AspNetCore.Mvc.ActionConstraints;

namespace CacheKit.EndToEnd.Tests.Controllers;

/// <summary>Selects an action by the header X-Client.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForClientAttribute(string name) : Attribute, IActionConstraint
{
    public string Name { get; } = name;

    public int Order => 0;

    public bool Accept(ActionConstraintContext context) => context?.RouteContext.HttpContext.Request.Headers["X-Client"].ToString() == Name;
}
