using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Makes the coders and key builders that attributes name by their types: of services where there are any.
internal sealed class TypeActivator(IServiceProvider? services)
{
    // The messages of its exceptions go on from what they are about, such as "its Coder".
    public object Create(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, params ReadOnlySpan<Type> contracts)
    {
        bool isRight = false;
        foreach (Type contract in contracts)
            isRight |= contract.IsAssignableFrom(type);
        if (!isRight)
            throw new InvalidOperationException($"is {type}, which is no {contracts[0].Name}.");

        try
        {
            return services is null ? Activator.CreateInstance(type)! : services.GetService(type) ?? ActivatorUtilities.CreateInstance(services, type);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{type} can't be made. " + (services is null
                ? "Give it a public constructor without parameters. (A cache of services.AddCacheKit() makes it of services.)"
                : "Register it as a service, or give it a public constructor whose parameters are services."), exception);
        }
    }
}
