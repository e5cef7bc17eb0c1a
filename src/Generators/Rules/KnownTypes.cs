using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The types that the rules look up by name, once per compilation. Types that are not referenced are null.
internal sealed class KnownTypes
{
    private static readonly ConditionalWeakTable<Compilation, KnownTypes> _known = new();

    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _found = new();
    private readonly HashSet<ISymbol> _services;
    private readonly Lazy<TextMethods> _texts;

    private KnownTypes(Compilation compilation)
    {
        Compilation = compilation;
        Cache = Find("CacheKit.CacheAttribute");
        CachePut = Find("CacheKit.CachePutAttribute");
        CacheEvict = Find("CacheKit.CacheEvictAttribute");
        CacheIgnore = Find("CacheKit.CacheIgnoreAttribute");
        CacheName = Find("CacheKit.CacheNameAttribute");
        CacheKey = Find("CacheKit.ICacheKey");
        CacheKeyText = Find("CacheKit.CacheKeyTextAttribute");
        Task = Find("System.Threading.Tasks.Task");
        TaskOfT = Find("System.Threading.Tasks.Task`1");
        ValueTask = Find("System.Threading.Tasks.ValueTask");
        ValueTaskOfT = Find("System.Threading.Tasks.ValueTask`1");
        CancellationToken = Find("System.Threading.CancellationToken");
        Formattable = Find("System.IFormattable");
        Tuple = Find("System.Runtime.CompilerServices.ITuple");
        Type = Find("System.Type");
        FromService = Find("Microsoft.AspNetCore.Http.Metadata.IFromServiceMetadata");
        FromKeyedServices = Find("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute");
        _texts = new Lazy<TextMethods>(() => new TextMethods(this));
        _services = new HashSet<ISymbol>(
            new[]
            {
                CancellationToken, Find("System.IServiceProvider"), Find("System.TimeProvider"), Find("Microsoft.AspNetCore.Http.HttpContext"),
                Find("Microsoft.Extensions.Logging.ILogger"), Find("Microsoft.Extensions.Logging.ILogger`1"),
            Find("Microsoft.Extensions.Logging.ILoggerFactory"),
            }.Where(type => type is not null)!,
            SymbolEqualityComparer.Default);
    }

    public Compilation Compilation { get; }

    public INamedTypeSymbol? Cache { get; }

    public INamedTypeSymbol? CachePut { get; }

    public INamedTypeSymbol? CacheEvict { get; }

    public INamedTypeSymbol? CacheIgnore { get; }

    public INamedTypeSymbol? CacheName { get; }

    public INamedTypeSymbol? CacheKey { get; }

    public INamedTypeSymbol? CacheKeyText { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskOfT { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? ValueTaskOfT { get; }

    public INamedTypeSymbol? CancellationToken { get; }

    public INamedTypeSymbol? Formattable { get; }

    public INamedTypeSymbol? Tuple { get; }

    public INamedTypeSymbol? Type { get; }

    public INamedTypeSymbol? FromService { get; }

    public INamedTypeSymbol? FromKeyedServices { get; }

    // The methods marked [CacheKeyText].
    public TextMethods Texts => _texts.Value;

    // Returns null if CacheKit.Core is not referenced.
    public static KnownTypes? Of(Compilation compilation)
    {
        KnownTypes known = _known.GetValue(compilation, static compilation => new KnownTypes(compilation));
        return known.Cache is null ? null : known;
    }

    // The compilation searches all of its references, and caches only a few names.
    public INamedTypeSymbol? Find(string name) => _found.GetOrAdd(name, Compilation.GetTypeByMetadataName);

    // Whether values of the type are dependencies that do not determine the result.
    public bool IsService(ITypeSymbol type) => _services.Contains(type.WithoutNullable().OriginalDefinition);

    public bool IsToken(ITypeSymbol type) => type.WithoutNullable().Is(CancellationToken);
}
