using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Weaving;

/// <summary>
/// The objects with which a call runs in the background, in place of those of its caller, which may be disposed of by then. Generated code
/// asks for them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CallServices
{
    private readonly IServiceScopeFactory? _scopes;
    private AsyncServiceScope? _scope;

    internal CallServices(IServiceScopeFactory? scopes) => _scopes = scopes;

    // Why the call can't run in the background; null: it can.
    internal string? Refusal { get; private set; }

    // To be ended after the call; null where it needs none.
    internal IAsyncDisposable? Scope => _scope;

    private IServiceProvider? Provider => (_scope ??= _scopes?.CreateAsyncScope())?.ServiceProvider;

    /// <summary>
    /// The same service of a new scope, or the object itself if it is a singleton or not a registered service. A disposable object that is not
    /// registered, and one in whose place the container has another, keep the call from running in the background.
    /// </summary>
    public T Of<T>(T value)
    {
        if (value is null or ValueType or Delegate or string)
            return value;
        if (typeof(T) == typeof(IServiceProvider))
            return Provider is { } provider ? (T)provider : Refuse(value, "no container is known to give it an IServiceProvider of its own");

        return Find(value, out object? other) is { } found ? found
            : other is not null ? Refuse(value, $"the container has a {other.GetType()} where {value.GetType()} is used")
            : value is IDisposable or IAsyncDisposable ? Refuse(value, $"{value.GetType()} is disposable, and not a registered service")
            : value;
    }

    /// <summary>The same for a service with a key.</summary>
    public T Keyed<T>(T value, object? key) =>
        value is not null && Provider is IKeyedServiceProvider provider && provider.GetKeyedService(typeof(T), key) is T found ? found : Of(value);

    /// <summary>An object that belongs to its caller's request: with it the call does not run in the background.</summary>
    public T OfRequest<T>(T value) => value is null ? value : Refuse(value, $"its argument of type {typeof(T)} belongs to the request of its caller");

    // Under the type by which the call names it, its own, or an interface. Another object there, as of a decorator, computes something else.
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

    // Every container has a list of each type.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "An interface that was trimmed away is not the type of a registered service.")]
    private static IEnumerable<Type> TypesOf(Type declared, Type own) => new[] { declared, own }.Concat(own.GetInterfaces()).Distinct()
        .Where(static type => !type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IEnumerable<>));

    private T Refuse<T>(T value, string why)
    {
        Refusal ??= why;
        return value;
    }
}
