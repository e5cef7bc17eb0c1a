using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>
/// The settings of a cache. They are read when the cache is created, and again after a change of the section that configures it.
/// </summary>
public sealed class CacheOptions
{
    private bool? _checksEveryValue;

    /// <summary>The default expiration.</summary>
    /// <value>Null by default: entries never expire. Otherwise longer than zero.</value>
    public TimeSpan? Expiration { get; set; }

    /// <summary>The default namespace.</summary>
    /// <value>Empty by default: no namespace.</value>
    public string Namespace { get; set; } = "";

    /// <summary>The default coder.</summary>
    /// <value>A <see cref="JsonCoder"/> by default. Not null.</value>
    public ICoder Coder { get; set; } = new JsonCoder();

    /// <summary>The default key builder of endpoints and functions.</summary>
    /// <value>A <see cref="DefaultKeyBuilder"/> by default. Not null.</value>
    public IKeyBuilder KeyBuilder { get; set; } = new DefaultKeyBuilder();

    /// <summary>The response header with the status HIT, MISS or BYPASS.</summary>
    /// <value><c>X-CacheKit</c> by default. A valid HTTP field name.</value>
    public string StatusHeader { get; set; } = "X-CacheKit";

    /// <summary>Whether the cache is enabled at the start. <see cref="ICacheSettings.Enabled"/> can change it later.</summary>
    /// <value>True by default.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The loggers of the cache.</summary>
    /// <value>Null by default: the loggers of the application's services, if the cache is one of them; otherwise nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock that measures the age of responses, and the timeout and the circuit breaker of the store.</summary>
    /// <value>The system's clock by default. Not null.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The default for when an entry may be served stale.</summary>
    /// <value>Null by default: entries are not served stale.</value>
    public StaleOptions? Stale { get; set; }

    /// <summary>The timeout and the circuit breaker for calls of a store outside this process.</summary>
    /// <value>By default a timeout of 1 second, and a circuit that opens for 2 seconds after 5 failures. Not null.</value>
    public StoreOptions Store { get; set; } = new();

    /// <summary>
    /// Whether each value is encoded and decoded to check that it survives its coder before its payload is stored. A value that does not
    /// survive is returned to callers, but not stored.
    /// </summary>
    /// <value>
    /// By default true in the environment Development (of the host, or by <c>DOTNET_ENVIRONMENT</c> or <c>ASPNETCORE_ENVIRONMENT</c>) and
    /// if a debugger is attached. False: the first values of each type are checked, and then fewer and fewer.
    /// </value>
    public bool ChecksEveryValue
    {
        get => _checksEveryValue ?? IsInDevelopment;
        set => _checksEveryValue = value;
    }

    // By the environment of the process, unless the host has set its own.
    internal bool IsInDevelopment { get; set; } = IsDevelopment;

    internal CachePolicies Policies { get; } = new();

    /// <summary>Adds a policy: named settings that endpoints and functions refer to, <c>[Cache(Policy = "catalog")]</c>.</summary>
    /// <param name="name">The name, which is case-sensitive.</param>
    /// <param name="configure">Configures the policy. Invalid settings throw when the cache is created.</param>
    /// <exception cref="ArgumentException">The name is empty, or a policy of this name already exists.</exception>
    public void AddPolicy(string name, Action<CachePolicy> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        var policy = new CachePolicy();
        configure(policy);
        Policies.Add(name, policy);
    }

    private static bool IsDevelopment => Debugger.IsAttached || string.Equals(
        Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT"),
        "Development",
        StringComparison.OrdinalIgnoreCase);

    internal void Validate()
    {
        ValidateOwn();
        (EntryPolicy.Default with { Stale = Stale ?? EntryPolicy.Default.Stale }).Validate();
        Store.Validate();
        Policies.Validate();
    }

    // Without the settings that have settings of their own.
    internal void ValidateOwn()
    {
        if (Expiration <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(Expiration), Expiration,
                "The default expiration must be longer than zero. Use null for entries that never expire, or set Enabled to false.");
        }

        Require(Namespace, nameof(Namespace), "Use an empty string for no namespace.");
        Require(Coder, nameof(Coder), "Leave it as it is to use JsonCoder.");
        Require(KeyBuilder, nameof(KeyBuilder), "Leave it as it is to use DefaultKeyBuilder.");
        Require(Store, nameof(Store), "Leave it as it is to use the defaults.");
        Require(TimeProvider, nameof(TimeProvider), "Leave it as it is to use the system's clock.");
        if (string.IsNullOrEmpty(StatusHeader) || !StatusHeader.All(IsTokenCharacter))
        {
            throw new ArgumentException(
                $"The status header '{StatusHeader}' is not a valid HTTP field name (RFC 9110, section 5.1). " +
                "Use letters, digits and hyphens, such as X-CacheKit.",
                nameof(StatusHeader));
        }
    }

    private static void Require(object? value, string name, string advice)
    {
        if (value is null)
            throw new ArgumentNullException(name, $"{name} must not be null. {advice}");
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
