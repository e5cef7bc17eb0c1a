using System.Globalization;
using System.Reflection;
using CacheKit.Weaving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Finds where a name in a tag gets its value: a route value, a query value, an argument of the handler or a member of one. A value comes from
// where the handler gets it, so that a client cannot change one user and evict another.
internal sealed class EvictionNames(IServiceProvider services)
{
    private const string Unknown = "which is neither in its route nor a parameter of its handler";

    private readonly bool _hasArgumentFilters = services.GetServices<IFilterProvider>().OfType<ArgumentFilters>().Any();

    public EvictionName Of(Endpoint endpoint, string name)
    {
        string[] steps = [.. name.Split('.', 2).Select(step => step.Trim())];
        string? members = steps.Length > 1 ? steps[1] : null;
        return endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action
            ? OfAction(endpoint, action, steps[0], members)
            : OfHandler(endpoint, steps[0], members);
    }

    private EvictionName OfAction(Endpoint endpoint, ActionDescriptor action, string name, string? members)
    {
        bool isInRoute = members is null && IsInRoute(endpoint, name);
        ParameterDescriptor? parameter = _hasArgumentFilters ? ParametersOf(action).FirstOrDefault(parameter => parameter.Name == name) : null;
        if (parameter is null)
        {
            return isInRoute ? new(run => RouteText(run, name))
                : EvictionName.Wrong(_hasArgumentFilters ? Unknown : "and the hosting startup of CacheKit, which records arguments, did not run");
        }

        // With conventional routing the route may have no value where the query has one.
        return ArgumentText(parameter.ParameterType, name, members) is { } text
            ? new(run => (isInRoute ? RouteText(run, name) : null) ?? text(run)) { IsArgument = !isInRoute }
            : Unread(parameter.ParameterType, members);
    }

    private static IEnumerable<ParameterDescriptor> ParametersOf(ActionDescriptor action) => !ArgumentFilters.ApplyTo(action) ? []
        : action is CompiledPageActionDescriptor page ? page.HandlerMethods.SelectMany(handler => handler.Parameters)
        : action.Parameters;

    private static EvictionName OfHandler(Endpoint endpoint, string name, string? members)
    {
        ParameterInfo? parameter = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().FirstOrDefault(parameter => parameter.Name == name);
        IParameterBindingMetadata? binding = members is not null ? null : endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .FirstOrDefault(binding => string.Equals(binding.Name, name, StringComparison.OrdinalIgnoreCase));
        bool isInRoute = members is null && IsInRoute(endpoint, name);
        if (binding is not null && SourceText(binding, name, isInRoute) is { } source)
            return new(source);
        if (parameter is null)
            return isInRoute ? new(run => RouteText(run, name)) : EvictionName.Wrong(Unknown);

        return ArgumentText(parameter.ParameterType, name, members) is { } text
            ? new(text) { IsArgument = true }
            : Unread(parameter.ParameterType, members);
    }

    // Null for a value that is neither in the route nor in the query.
    private static Func<EvictionRun, string?>? SourceText(IParameterBindingMetadata binding, string name, bool isInRoute)
    {
        object[] sources = binding.ParameterInfo.GetCustomAttributes(inherit: true);
        if (sources.OfType<IFromRouteMetadata>().FirstOrDefault() is { } fromRoute)
            return run => RouteText(run, fromRoute.Name ?? name);
        if (sources.OfType<IFromQueryMetadata>().FirstOrDefault() is { } fromQuery)
            return run => QueryText(run, fromQuery.Name ?? name);
        if (Array.Exists(sources, source => source is IFromBodyMetadata or IFromHeaderMetadata or IFromFormMetadata or IFromServiceMetadata))
            return null;
        if (isInRoute)
            return run => RouteText(run, name);

        return binding.HasTryParse || binding.ParameterInfo.ParameterType == typeof(string) ? run => QueryText(run, name) : null;
    }

    private static bool IsInRoute(Endpoint endpoint, string name) =>
        (endpoint as RouteEndpoint)?.RoutePattern is { } route && (route.GetParameter(name) is not null || route.Defaults.ContainsKey(name));

    // As in the tags of the cached endpoint with the same route.
    private static string? RouteText(EvictionRun run, string name) =>
        Convert.ToString(run.Context.Request.RouteValues[name], CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private static string? QueryText(EvictionRun run, string name) => run.Context.Request.Query[name].ToString();

    private static Func<EvictionRun, string?>? ArgumentText(Type type, string name, string? members)
    {
        if (members is null)
            return TagMember.HasText(type) ? run => TagText.Of(run.Arguments?.Invoke(name)) : null;

        return TagMember.Find(type, members) is { } text ? run => run.Arguments?.Invoke(name) is { } argument ? text(argument) : null : null;
    }

    private static EvictionName Unread(Type type, string? members) => EvictionName.Wrong(members is null
        ? $"of the type {type}, which has no text. Name a member of it"
        : $"which no generated code reads. Put [CacheEvict] on the handler, in a C# project, and name members of {type}");
}
