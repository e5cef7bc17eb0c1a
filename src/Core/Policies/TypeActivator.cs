using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Creates the coders and key builders whose types are given by attributes, from services if the cache has any.
internal sealed class TypeActivator(IServiceProvider? services)
{
    // The message of an exception continues a sentence of the caller, such as "its Coder".
    public object Create(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, params ReadOnlySpan<Type> contracts)
    {
        bool isImplemented = false;
        foreach (Type contract in contracts)
            isImplemented |= contract.IsAssignableFrom(type);
        if (!isImplemented)
            throw new InvalidOperationException($"is {type}, which does not implement {NamesOf(contracts)}.");

        try
        {
            return services is null
                ? Activator.CreateInstance(type)!
                : services.GetService(type) ?? ActivatorUtilities.CreateInstance(services, type);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{type} could not be created. " + (services is null
                ? "Add a public parameterless constructor, or use services.AddCacheKit(), which can pass services to a constructor."
                : "Register it as a service, or add a public constructor whose parameters are registered services."), exception);
        }
    }

    private static string NamesOf(ReadOnlySpan<Type> contracts) => string.Join(" or ", Array.ConvertAll(contracts.ToArray(), contract => contract.Name));
}
