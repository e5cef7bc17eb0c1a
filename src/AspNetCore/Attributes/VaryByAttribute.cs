namespace CacheKit;

/// <summary>
/// What tells the entries of an endpoint apart. Without it: the host, the path and the whole query. Every response also
/// keeps the request headers that its own <c>Vary</c> names, and answers only requests that agree with them.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class VaryByAttribute : Attribute
{
    /// <summary>The query parameters that count; null, the default: all of them; empty: none.</summary>
    public string[]? Query { get; set; }

    /// <summary>The request headers that count. They are named in the <c>Vary</c> of the response.</summary>
    public string[] Headers { get; set; } = [];

    /// <summary>
    /// The request cookies that count. The <c>Vary</c> of the response then names <c>Cookie</c>. Their values stand in the key as a keyed
    /// hash (see <see cref="CacheKitHttpOptions.CredentialSecret"/>).
    /// </summary>
    /// <value>None by default.</value>
    public string[] Cookies { get; set; } = [];

    /// <summary>
    /// The request cookies that a handler may read although they do not count: what it answers does not depend on them.
    /// </summary>
    /// <value>None by default.</value>
    public string[] IrrelevantCookies { get; set; } = [];

    /// <summary>The route values that count, in place of the path; null, the default: the path.</summary>
    public string[]? RouteValues { get; set; }

    /// <summary>Whether the scheme and the host count; true by default.</summary>
    public bool Host { get; set; } = true;

    /// <summary>Whether the current culture counts, as the request localization has set it.</summary>
    public bool Culture { get; set; }

    /// <summary>
    /// Whether each user has entries of their own. Only then are requests cached that carry credentials; clients are told
    /// that the response is <c>private</c>.
    /// </summary>
    public bool User { get; set; }
}
