using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit;

// Records the arguments of an action or of the handler of a page for the tags that they are in.
internal sealed class ArgumentFilter : IActionFilter, IPageFilter
{
    public void OnActionExecuting(ActionExecutingContext context) =>
        context.HttpContext.Features.Get<EvictionRun>()?.Arguments = name => context.ActionArguments.TryGetValue(name, out object? value) ? value : null;

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context) =>
        context.HttpContext.Features.Get<EvictionRun>()?.Arguments = name => context.HandlerArguments.TryGetValue(name, out object? value) ? value : null;

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
