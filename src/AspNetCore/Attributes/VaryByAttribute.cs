namespace CacheKit;

/// <summary>
/// The parts of a request that the key of an endpoint's entry contains. Without this attribute: the host, the path and the whole query.
/// In addition, each entry stores the request headers that the response's own <c>Vary</c> names, and is used only for requests with the
/// same values.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class VaryByAttribute : Attribute
{
    /// <summary>The query parameters in the key.</summary>
    /// <value>Null by default: all of them. Empty: none.</value>
    public string[]? Query { get; set; }

    /// <summary>The request headers in the key. The <c>Vary</c> of the response names them.</summary>
    /// <value>None by default.</value>
    public string[] Headers { get; set; } = [];

    /// <summary>
    /// The request cookies in the key, each as a keyed hash of its value (see <see cref="CacheKitHttpOptions.CredentialSecret"/>). The
    /// <c>Vary</c> of the response then names <c>Cookie</c>.
    /// </summary>
    /// <value>None by default.</value>
    public string[] Cookies { get; set; } = [];

    /// <summary>
    /// The request cookies that the handler may read although they are not in the key, because its response does not depend on them.
    /// </summary>
    /// <value>None by default.</value>
    public string[] IrrelevantCookies { get; set; } = [];

    /// <summary>The route values in the key, in place of the path.</summary>
    /// <value>Null by default: the path.</value>
    public string[]? RouteValues { get; set; }

    /// <summary>Whether the key contains the scheme and the host.</summary>
    /// <value>True by default.</value>
    public bool Host { get; set; } = true;

    /// <summary>Whether the key contains the current culture, which request localization sets.</summary>
    /// <value>False by default.</value>
    public bool Culture { get; set; }

    /// <summary>
    /// Whether each user has separate entries. Responses to requests with credentials are cached only then, and are sent with
    /// <c>Cache-Control: private</c>.
    /// </summary>
    /// <value>False by default.</value>
    public bool User { get; set; }
}
