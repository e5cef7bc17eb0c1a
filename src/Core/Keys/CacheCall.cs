using System.Reflection;

namespace CacheKit;

/// <summary>What a key is built from: a call of a function, or a request of an endpoint.</summary>
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

    /// <summary>The namespace of the entry; empty when it has none.</summary>
    public string Namespace
    {
        get => _namespace ?? "";
        init => _namespace = value;
    }

    /// <summary>The type of the function or of the endpoint's handler; null when there is none.</summary>
    public Type? DeclaringType { get; init; }

    /// <summary>The function or the endpoint's handler; null when there is none.</summary>
    public MethodInfo? Method
    {
        get => _method ?? FindMethod?.Invoke();
        init => _method = value;
    }

    /// <summary>The arguments of a function, in any order. Empty for an endpoint, whose request has not been bound yet.</summary>
    public IReadOnlyList<CacheArgument> Arguments
    {
        get => _arguments ?? [];
        init => _arguments = value;
    }

    /// <summary>
    /// For an endpoint, the readable form of its request with all that the entry varies by, such as
    /// <c>GET http://host/users/7?a=1&amp;b=2</c>; null for a function.
    /// </summary>
    public string? Request { get; init; }

    /// <summary>How each key of this call's namespace begins: <c>{prefix}:{namespace}:</c>, both escaped.</summary>
    public string KeyPrefix => new KeySpace(Prefix).PrefixOf(Namespace);

    // Finds the method by reflection if a key builder asks for it.
    internal Func<MethodInfo?>? FindMethod { get; init; }

    // The readable form of a woven call, which is known without reflection.
    internal string? Function { get; init; }

    // What the call is: the rest of its readable key.
    internal string Readable => Request ?? Function ?? CallText.Of(this);

    // The HttpContext of an endpoint, which only CacheKit.AspNetCore can name.
    internal object? Context { get; init; }
}
