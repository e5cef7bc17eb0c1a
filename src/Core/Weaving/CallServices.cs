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
    /// The same service of a new scope, or the object itself if it is a singleton or no registered service. A disposable object that is no
    /// registered service keeps the call from running in the background: its owner may dispose of it.
    /// </summary>
    public T Of<T>(T value)
    {
        if (value is null or ValueType or Delegate or string)
            return value;
        if (typeof(T) == typeof(IServiceProvider))
            return Provider is { } provider ? (T)provider : Refuse(value, "no container is known to give it an IServiceProvider of its own");

        return TryFind(value, out T? found) ? found
            : value is IDisposable or IAsyncDisposable ? Refuse(value, $"{value.GetType()} is disposable, and no service that a container could make anew")
            : value;
    }

    /// <summary>The same for a service with a key.</summary>
    public T Keyed<T>(T value, object? key) =>
        value is not null && Provider is IKeyedServiceProvider provider && provider.GetKeyedService(typeof(T), key) is T found ? found : Of(value);

    /// <summary>An object that belongs to its caller's request: with it the call does not run in the background.</summary>
    public T OfRequest<T>(T value) => value is null ? value : Refuse(value, $"its argument of type {typeof(T)} belongs to the request of its caller");

    // Under the type by which the call names it, its own, or an interface. Another object that does not compute the same is no substitute.
    private bool TryFind<T>(T value, [NotNullWhen(true)] out T? found)
    {
        found = default;
        if (Provider is not { } provider)
            return false;

        CallReceiver identity = CallReceiver.Of(value!);
        foreach (Type type in TypesOf(typeof(T), value!.GetType()))
        {
            if (provider.GetService(type) is T service && CallReceiver.Of(service) == identity)
            {
                found = service;
                return true;
            }
        }

        return false;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "An interface that was trimmed away is not the type of a registered service.")]
    private static IEnumerable<Type> TypesOf(Type declared, Type own) => new[] { declared, own }.Concat(own.GetInterfaces()).Distinct();

    private T Refuse<T>(T value, string why)
    {
        Refusal ??= why;
        return value;
    }
}
