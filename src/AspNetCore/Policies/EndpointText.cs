using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// What an endpoint is called in keys:
//
//   endpoint = ( name | type "." method "(" types ")" | page | build "-" method | display name ) [ "@" hosts ]
//
// The same in all processes and, but for handlers whose names are the compiler's, in all builds. Of those, another build may give
// the same name to another one.
internal static class EndpointText
{
    private static readonly string _process = Guid.NewGuid().ToString("N");

    private static int _unique;

    public static string Of(Endpoint endpoint)
    {
        string name = NameOf(endpoint);
        return endpoint.Metadata.GetMetadata<IHostMetadata>() is { Hosts: { Count: > 0 } hosts } ? $"{name}@{string.Join(',', hosts)}" : name;
    }

    // For what has no name of its own: no other endpoint, in any process, ever has the same.
    public static string Unique() => $"{_process}-{Interlocked.Increment(ref _unique)}";

    private static string NameOf(Endpoint endpoint)
    {
        EndpointMetadataCollection metadata = endpoint.Metadata;
        if (metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is { Length: > 0 } name)
            return name;
        if (metadata.GetMetadata<ControllerActionDescriptor>() is { } action)
            return $"{action.ControllerTypeInfo}.{SignatureOf(action.MethodInfo)}";
        if (metadata.GetMetadata<PageActionDescriptor>() is { } page)
            return page.RelativePath;
        if ((metadata.GetMetadata<MethodInfo>() ?? endpoint.RequestDelegate?.Method) is { DeclaringType: { } type } handler)
            return IsGenerated(handler, type) ? $"{BuildOf(handler)}-{type}.{handler.Name}" : $"{type}.{SignatureOf(handler)}";

        return endpoint.DisplayName is { Length: > 0 } displayName ? displayName : Unique();
    }

    private static string SignatureOf(MethodInfo method)
    {
        string arguments = method.IsGenericMethod ? $"[{string.Join<Type>(',', method.GetGenericArguments())}]" : "";
        return $"{method.Name}{arguments}({string.Join(',', method.GetParameters().Select(parameter => parameter.ParameterType.ToString()))})";
    }

    // Lambdas and local functions: C# writes angle brackets into their names, F# an at sign, VB a dollar.
    private static bool IsGenerated(MethodInfo method, Type type)
    {
        if (HasGeneratedName(method) || method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            return true;

        for (Type? outer = type; outer is not null; outer = outer.DeclaringType)
        {
            if (HasGeneratedName(outer) || outer.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
                return true;
        }

        return false;
    }

    private static bool HasGeneratedName(MemberInfo member) => member.Name.AsSpan().ContainsAny("<>@$");

    // Native programs may have none.
    private static string BuildOf(MethodInfo method)
    {
        try
        {
            Guid version = method.Module.ModuleVersionId;
            return version == Guid.Empty ? _process : version.ToString("N");
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException)
        {
            return _process;
        }
    }
}
