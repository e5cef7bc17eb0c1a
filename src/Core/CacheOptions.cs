using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>The settings of a cache. They are read once, when it is made.</summary>
public sealed class CacheOptions
{
    /// <summary>The default expiration.</summary>
    /// <value>Null by default: entries never expire. Otherwise longer than zero.</value>
    public TimeSpan? Expiration { get; set; }

    /// <summary>The default namespace.</summary>
    /// <value>Empty by default: none.</value>
    public string Namespace { get; set; } = "";

    /// <summary>The default coder.</summary>
    /// <value>A <see cref="JsonCoder"/> by default. Not null.</value>
    public ICoder Coder { get; set; } = new JsonCoder();

    /// <summary>The default key builder of endpoints and functions.</summary>
    /// <value>A <see cref="DefaultKeyBuilder"/> by default. Not null.</value>
    public IKeyBuilder KeyBuilder { get; set; } = new DefaultKeyBuilder();

    /// <summary>The response header that says HIT, MISS or BYPASS.</summary>
    /// <value><c>X-CacheKit</c> by default. The name of an HTTP field.</value>
    public string StatusHeader { get; set; } = "X-CacheKit";

    /// <summary>Whether the cache is enabled from the start. <see cref="ICacheSettings.Enabled"/> changes it later.</summary>
    /// <value>True by default.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The loggers of the cache.</summary>
    /// <value>Null by default: those of the application, if there is one; otherwise nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock that measures the age of responses, and the timeout and the circuit breaker of the store.</summary>
    /// <value>The system's clock by default. Not null.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The default of when an entry may be served stale.</summary>
    /// <value>Null by default: never.</value>
    public StaleOptions? Stale { get; set; }

    /// <summary>The timeout and the circuit breaker of a store outside this process.</summary>
    /// <value>1 second, and a break of 2 seconds after 5 failures by default. Not null.</value>
    public StoreOptions Store { get; set; } = new();

    /// <summary>
    /// Whether each value is checked to survive its coder before it is stored as a payload. A value that does not is returned to its callers, and
    /// not stored.
    /// </summary>
    /// <value>
    /// By default true in the environment Development (of the host, or by <c>DOTNET_ENVIRONMENT</c> or <c>ASPNETCORE_ENVIRONMENT</c>) and under a debugger.
    /// False: the first values of each type are checked, and then ever fewer.
    /// </value>
    public bool ChecksEveryValue { get; set; } = IsDevelopment;

    internal CachePolicies Policies { get; } = new();

    /// <summary>Adds a policy: settings that endpoints and functions share by its name, <c>[Cache(Policy = "catalog")]</c>.</summary>
    /// <param name="name">The name, in which case counts.</param>
    /// <param name="configure">Changes the settings of the policy. They are read when the cache is made; a mistake in them is an exception there.</param>
    /// <exception cref="ArgumentException">The name is empty, or a policy has it already.</exception>
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
        if (Expiration <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(Expiration), Expiration,
                "The default expiration must be longer than zero. Leave it null to keep entries for ever, or set Enabled to false to cache nothing.");
        }

        Require(Namespace, nameof(Namespace), "Use an empty string for no namespace.");
        Require(Coder, nameof(Coder), "Leave it as it is to use JsonCoder.");
        Require(KeyBuilder, nameof(KeyBuilder), "Leave it as it is to use DefaultKeyBuilder.");
        Require(Store, nameof(Store), "Leave it as it is to use the defaults.");
        Store.Validate();
        Policies.Validate();
        Require(TimeProvider, nameof(TimeProvider), "Leave it as it is to use the system's clock.");
        if (string.IsNullOrEmpty(StatusHeader) || !StatusHeader.All(IsTokenCharacter))
        {
            throw new ArgumentException(
                $"The status header '{StatusHeader}' is not a field name of HTTP (RFC 9110, section 5.1). Use letters, digits and hyphens, such as X-CacheKit.",
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
