using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Makes the coders and key builders that attributes name by their types: of services where there are any.
internal sealed class TypeActivator(IServiceProvider? services)
{
    // The messages of its exceptions go on from what they are about, such as "its Coder".
    public T Create<T>([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        if (!typeof(T).IsAssignableFrom(type))
            throw new InvalidOperationException($"is {type}, which is no {typeof(T).Name}.");

        try
        {
            return (T)(services is null ? Activator.CreateInstance(type)! : services.GetService(type) ?? ActivatorUtilities.CreateInstance(services, type));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{type} can't be made. " + (services is null
                ? "Give it a public constructor without parameters. (A cache of services.AddCacheKit() makes it of services.)"
                : "Register it as a service, or give it a public constructor whose parameters are services."), exception);
        }
    }
}
