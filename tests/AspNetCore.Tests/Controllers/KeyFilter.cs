using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>A filter of MVC that refuses requests without <c>X-Member</c>, of the kind that a test names.</summary>
internal static class KeyFilter
{
    public static IFilterMetadata Of(string kind) => kind switch
    {
        "authorization" => new Authorization(),
        "async authorization" => new AsyncAuthorization(),
        "resource" => new Resource(),
        "async resource" => new AsyncResource(),
        "action" => new Action(),
        "async action" => new AsyncAction(),
        "page" => new Page(),
        "derived" => new Derived(),
        "factory" => new Factory(),
        "by type" => new TypeFilterAttribute(typeof(Action)),
        "by service" => new ServiceFilterAttribute(typeof(IService)),
        "middleware" => new MiddlewareFilterAttribute(typeof(Pipeline)),
        "result" => new Result(),
        "derived result" => new DerivedResult(),
        "response cache" => new ResponseCacheAttribute { NoStore = false, Duration = 10 },
        "produces" => new ProducesAttribute("application/json"),
        _ => throw new ArgumentException(kind),
    };

    private static StatusCodeResult? Refuse(HttpContext context) => context.Request.Headers["X-Member"].Count == 0 ? new StatusCodeResult(401) : null;

    public interface IService : IFilterMetadata;

    private sealed class Authorization : IAuthorizationFilter
    {
        public void OnAuthorization(AuthorizationFilterContext context) => context.Result = Refuse(context.HttpContext);
    }

    private sealed class AsyncAuthorization : IAsyncAuthorizationFilter
    {
        public Task OnAuthorizationAsync(AuthorizationFilterContext context)
        {
            context.Result = Refuse(context.HttpContext);
            return Task.CompletedTask;
        }
    }

    private sealed class Resource : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context) => context.Result = Refuse(context.HttpContext);

        public void OnResourceExecuted(ResourceExecutedContext context)
        {
        }
    }

    private sealed class AsyncResource : IAsyncResourceFilter
    {
        public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
        {
            context.Result = Refuse(context.HttpContext);
            if (context.Result is null)
                await next();
        }
    }

    public sealed class Action : IActionFilter, IService
    {
        public void OnActionExecuting(ActionExecutingContext context) => context.Result = Refuse(context.HttpContext);

        public void OnActionExecuted(ActionExecutedContext context)
        {
        }
    }

    /// <summary>Middleware that runs as a filter.</summary>
    public sealed class Pipeline
    {
        public void Configure(IApplicationBuilder app) => app.Use(async (context, next) =>
        {
            if (Refuse(context) is { } refusal)
                context.Response.StatusCode = refusal.StatusCode;
            else
                await next(context);
        });
    }

    /// <summary>Adds a filter to each action when a request arrives.</summary>
    public sealed class Provider : IFilterProvider
    {
        public int Order => 0;

        public void OnProvidersExecuting(FilterProviderContext context) => context.Results.Add(
            new FilterItem(new FilterDescriptor(new Action(), FilterScope.Last), new Action()) { IsReusable = true });

        public void OnProvidersExecuted(FilterProviderContext context)
        {
        }
    }

    private sealed class AsyncAction : IAsyncActionFilter
    {
        public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
        {
            context.Result = Refuse(context.HttpContext);
            if (context.Result is null)
                await next();
        }
    }

    private sealed class Page : IPageFilter
    {
        public void OnPageHandlerSelected(PageHandlerSelectedContext context)
        {
        }

        public void OnPageHandlerExecuting(PageHandlerExecutingContext context) => context.Result = Refuse(context.HttpContext);

        public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
        {
        }
    }

    private sealed class Derived : ActionFilterAttribute
    {
        public override void OnActionExecuting(ActionExecutingContext context) => context.Result = Refuse(context.HttpContext);
    }

    private sealed class Factory : IFilterFactory
    {
        public bool IsReusable => true;

        public IFilterMetadata CreateInstance(IServiceProvider serviceProvider) => new Action();
    }

    private sealed class Result : IResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context) => context.HttpContext.Response.Headers["X-Result"] = "seen";

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }

    private sealed class DerivedResult : ActionFilterAttribute
    {
        public override void OnResultExecuting(ResultExecutingContext context) => context.HttpContext.Response.Headers["X-Result"] = "seen";
    }
}
