using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Weaving;

/// <summary>
/// Provides the objects for a call that runs in the background, because the caller's objects may be disposed by then. Generated code calls
/// it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CallServices
{
    private readonly IServiceScopeFactory? _scopes;
    private AsyncServiceScope? _scope;

    internal CallServices(IServiceScopeFactory? scopes) => _scopes = scopes;

    // The reason why the call cannot run in the background; null if it can.
    internal string? Refusal { get; private set; }

    // Must be disposed after the call; null if no scope was needed.
    internal IAsyncDisposable? Scope => _scope;

    private IServiceProvider? Provider => (_scope ??= _scopes?.CreateAsyncScope())?.ServiceProvider;

    /// <summary>
    /// Returns the same service of a new scope, or the object itself if it is a singleton or not a registered service. The call cannot run
    /// in the background if the object is disposable and not registered, or if the container has a different object for its type.
    /// </summary>
    public T Of<T>(T value)
    {
        if (value is null or ValueType or Delegate or string)
            return value;
        if (typeof(T) == typeof(IServiceProvider))
            return Provider is { } provider ? (T)provider : Refuse(value, "the cache has no services to create a new scope from");

        if (Find(value, out object? other) is { } found)
            return found;
        if (other is not null)
            return Refuse(value, $"the container has a {other.GetType()} instead of the {value.GetType()} of the caller");

        return value is IDisposable or IAsyncDisposable
            ? Refuse(value, $"{value.GetType()} is disposable, and not a registered service")
            : value;
    }

    /// <summary>Returns the same keyed service of a new scope.</summary>
    public T Keyed<T>(T value, object? key) =>
        value is not null && Provider is IKeyedServiceProvider provider && provider.GetKeyedService(typeof(T), key) is T found
            ? found
            : Of(value);

    /// <summary>Handles an object of the caller's request: a call with it cannot run in the background.</summary>
    public T OfRequest<T>(T value) =>
        value is null ? value : Refuse(value, $"its argument of type {typeof(T)} belongs to the request of its caller");

    // Resolves the declared type, the object's type and its interfaces. A service of another type, such as a decorator, may compute a
    // different result.
    private T? Find<T>(T value, out object? other)
    {
        other = null;
        CallReceiver identity = CallReceiver.Of(value!);
        foreach (Type type in TypesOf(typeof(T), value!.GetType()))
        {
            object? service = Provider?.GetService(type);
            if (service is T found && CallReceiver.Of(found) == identity)
                return found;
            other ??= service;
        }

        return default;
    }

    // IEnumerable<T> is excluded, because a container resolves it for any T.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A trimmed interface is not a registered service.")]
    private static IEnumerable<Type> TypesOf(Type declared, Type own) => new[] { declared, own }.Concat(own.GetInterfaces()).Distinct()
        .Where(static type => !type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IEnumerable<>));

    private T Refuse<T>(T value, string reason)
    {
        Refusal ??= reason;
        return value;
    }
}
