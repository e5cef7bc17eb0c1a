using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>The settings of a cache. They are read once, when it is made.</summary>
public sealed class CacheOptions
{
    /// <summary>How long an entry lives that doesn't say so itself; null, the default: for ever.</summary>
    public TimeSpan? Expiration { get; set; }

    /// <summary>The namespace of entries that don't name one; empty by default.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>The coder of entries that don't name one; <see cref="JsonCoder"/> by default.</summary>
    public ICoder Coder { get; set; } = new JsonCoder();

    /// <summary>The key builder of endpoints that don't name one; <see cref="DefaultKeyBuilder"/> by default.</summary>
    public IKeyBuilder KeyBuilder { get; set; } = new DefaultKeyBuilder();

    /// <summary>The response header that says HIT, MISS or BYPASS; <c>X-CacheKit</c> by default.</summary>
    public string StatusHeader { get; set; } = "X-CacheKit";

    /// <summary>Whether the cache is used from the start; true by default. <see cref="ICacheSettings.Enabled"/> changes it later.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Where the cache logs; null: the application's loggers where there is one, else nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock that the age of responses, and the patience with a store that is slow or fails, are told by.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>When entries that don't say so themselves may be served stale; null, the default: never.</summary>
    public StaleOptions? Stale { get; set; }

    /// <summary>How the cache deals with a store outside this process that is slow or fails.</summary>
    public StoreOptions Store { get; set; } = new();

    /// <summary>
    /// Whether each value is checked before it is stored as a payload: whether it is the same after it was encoded and decoded. By default true
    /// where the environment is Development (that of the host, or <c>DOTNET_ENVIRONMENT</c> and <c>ASPNETCORE_ENVIRONMENT</c>), or a debugger is
    /// attached; otherwise the first values of each type are checked, and then ever fewer. One that does not survive is returned to its callers,
    /// and not stored.
    /// </summary>
    public bool ChecksEveryValue { get; set; } = IsDevelopment;

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
