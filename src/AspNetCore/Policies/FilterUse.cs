using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// Whether code that adds endpoint filters is loaded at all. Most applications have none, and need not build their endpoints twice to find them.
internal static class FilterUse
{
    // Those that run what others add, and this one.
    private static readonly Assembly[] _readers =
        [typeof(FilterUse).Assembly, typeof(RouteEndpoint).Assembly, typeof(RequestDelegateFactory).Assembly, typeof(ControllerBase).Assembly];

    public static bool IsPossible => AppDomain.CurrentDomain.GetAssemblies().Any(MayAdd);

    public static unsafe bool MayAdd(Assembly assembly)
    {
        if (assembly.IsDynamic || _readers.Contains(assembly))
            return false;

        // A native program has no metadata.
        if (!assembly.TryGetRawMetadata(out byte* blob, out int length))
            return true;

        var metadata = new MetadataReader(blob, length);
        return metadata.TypeReferences.Any(type => metadata.StringComparer.Equals(metadata.GetTypeReference(type).Name, "EndpointFilterExtensions")) ||
            metadata.MemberReferences.Any(member => metadata.StringComparer.Equals(metadata.GetMemberReference(member).Name, "get_FilterFactories"));
    }
}
