using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;

namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>Just the controllers that a test names, in place of all that its assembly holds.</summary>
internal sealed class ListedControllers(params Type[] types) : ApplicationPart, IApplicationPartTypeProvider
{
    public override string Name => "listed";

    public IEnumerable<TypeInfo> Types => types.Select(IntrospectionExtensions.GetTypeInfo);
}
