using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// The name of an endpoint in keys:
//
//   endpoint = ( name | type "." method "(" types ")" | page | build "-" method | display name ) [ "@" hosts ]
//
// It is the same in all processes and builds. The exceptions are handlers with compiler-generated names: another build may give the name to
// another handler, so the text contains the build.
internal static class EndpointText
{
    private static readonly string _process = Guid.NewGuid().ToString("N");

    private static int _unique;

    public static string Of(Endpoint endpoint)
    {
        string name = NameOf(endpoint);
        return endpoint.Metadata.GetMetadata<IHostMetadata>() is { Hosts: { Count: > 0 } hosts } ? $"{name}@{string.Join(',', hosts)}" : name;
    }

    // A name that no other endpoint has, in any process, for an endpoint without a name.
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

    // Lambdas and local functions have names with angle brackets in C#, an at sign in F#, and a dollar sign in VB.
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

    // Native programs may have no module version.
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
