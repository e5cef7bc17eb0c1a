using System.Reflection;

namespace CacheKit;

/// <summary>The input of a key builder: a call of a function, or a request to an endpoint.</summary>
public readonly struct CacheCall
{
    private readonly string? _prefix;
    private readonly string? _namespace;
    private readonly IReadOnlyList<CacheArgument>? _arguments;
    private readonly MethodInfo? _method;

    /// <summary>The prefix of all keys of the application.</summary>
    public string Prefix
    {
        get => _prefix ?? "";
        init => _prefix = value;
    }

    /// <summary>The namespace of the entry; empty if it has none.</summary>
    public string Namespace
    {
        get => _namespace ?? "";
        init => _namespace = value;
    }

    /// <summary>The type that declares the function or the endpoint's handler; null if there is none.</summary>
    public Type? DeclaringType { get; init; }

    /// <summary>The function or the endpoint's handler; null if there is none.</summary>
    public MethodInfo? Method
    {
        get => _method ?? FindMethod?.Invoke();
        init => _method = value;
    }

    /// <summary>The arguments of a function, in any order. Empty for an endpoint, because its request is not bound yet.</summary>
    public IReadOnlyList<CacheArgument> Arguments
    {
        get => _arguments ?? [];
        init => _arguments = value;
    }

    /// <summary>
    /// For an endpoint, the readable form of the request with everything that the entry varies by, such as
    /// <c>GET http://host/users/7?a=1&amp;b=2</c>; null for a function.
    /// </summary>
    public string? Request { get; init; }

    /// <summary>The beginning of all keys of the namespace: <c>{prefix}:{namespace}:</c>, both escaped.</summary>
    public string KeyPrefix => new KeySpace(Prefix).PrefixOf(Namespace);

    // Finds the method by reflection, only if a key builder reads Method.
    internal Func<MethodInfo?>? FindMethod { get; init; }

    // The readable form of a woven call, which needs no reflection.
    internal string? Function { get; init; }

    // The part of a readable key after prefix and namespace.
    internal string Readable => Request ?? Function ?? CallText.Of(this);

    // The HttpContext of an endpoint. Core has no reference to its type.
    internal object? Context { get; init; }
}
