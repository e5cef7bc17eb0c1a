using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit;

// Adds the filter that records arguments to MVC actions and Razor pages with [CacheEvict].
internal sealed class ArgumentFilters : IFilterProvider
{
    private static readonly ArgumentFilter _filter = new();

    public int Order => 0;

    public static bool ApplyTo(ActionDescriptor action) => action.EndpointMetadata?.Any(item => item is CacheEvictAttribute) is true;

    // As the last one, it sees the arguments that the handler gets.
    public void OnProvidersExecuting(FilterProviderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (ApplyTo(context.ActionContext.ActionDescriptor))
            context.Results.Add(new FilterItem(new FilterDescriptor(_filter, FilterScope.Last), _filter) { IsReusable = true });
    }

    public void OnProvidersExecuted(FilterProviderContext context)
    {
    }
}
