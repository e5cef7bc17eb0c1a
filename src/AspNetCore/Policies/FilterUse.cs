using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// Whether any loaded assembly may add endpoint filters. Most applications have none, and need not build their endpoints twice to find
// filters.
internal static class FilterUse
{
    // Assemblies that only run the filters of others.
    private static readonly Assembly[] _ignored =
        [typeof(FilterUse).Assembly, typeof(RouteEndpoint).Assembly, typeof(RequestDelegateFactory).Assembly, typeof(ControllerBase).Assembly];

    public static bool IsPossible => AppDomain.CurrentDomain.GetAssemblies().Any(MayAdd);

    public static unsafe bool MayAdd(Assembly assembly)
    {
        if (assembly.IsDynamic || _ignored.Contains(assembly))
            return false;

        // A native program has no metadata.
        if (!assembly.TryGetRawMetadata(out byte* blob, out int length))
            return true;

        var metadata = new MetadataReader(blob, length);
        return metadata.TypeReferences.Any(type => metadata.StringComparer.Equals(metadata.GetTypeReference(type).Name, "EndpointFilterExtensions")) ||
            metadata.MemberReferences.Any(member => metadata.StringComparer.Equals(metadata.GetMemberReference(member).Name, "get_FilterFactories"));
    }
}
