using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Only the controllers that a test lists, instead of all in the assembly.</summary>
internal sealed class ListedControllers(params Type[] types) : ApplicationPart, IApplicationPartTypeProvider
{
    public override string Name => "listed";

    public IEnumerable<TypeInfo> Types => types.Select(IntrospectionExtensions.GetTypeInfo);

    public void ReplaceAll(ApplicationPartManager manager)
    {
        manager.ApplicationParts.Clear();
        manager.ApplicationParts.Add(this);
    }
}
