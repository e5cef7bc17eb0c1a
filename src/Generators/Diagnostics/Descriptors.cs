using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Code that can never work is an error; code that works differently than it appears to is a warning.
internal static class Descriptors
{
    private const string Category = "CacheKit";

    public static readonly DiagnosticDescriptor DoesNothing = new(
        DiagnosticIds.DoesNothing,
        "Attribute that does nothing",
        "[{0}] on {1} does nothing: {2}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor DelegateOfMarked = new(
        DiagnosticIds.DelegateOfMarked,
        "Cached method as a delegate",
        "Calls of '{0}' through a delegate don't go through the cache: only calls by name do. Use a lambda that calls it.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NothingToCache = new(
        DiagnosticIds.NothingToCache,
        "Nothing to cache",
        "'{0}' returns '{1}': there is nothing to cache",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor ByReference = new(
        DiagnosticIds.ByReference,
        "Cached method with a parameter by reference",
        "Calls of '{0}' can't go through the cache: '{1}' {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoKey = new(
        DiagnosticIds.NoKey,
        "Parameter without a stable key",
        "'{0}' is of the type '{1}', {2}. Pass what identifies it, make it a record of such values, implement ICacheKey, write " +
            "a [CacheKeyText] method for the type, or mark the parameter [CacheIgnore].",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UncacheableResult = new(
        DiagnosticIds.UncacheableResult,
        "Result that can't be cached",
        "The result of '{0}' can't be cached: '{1}' {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SharedAmongUsers = new(
        DiagnosticIds.SharedAmongUsers,
        "Cached endpoint with authorization that doesn't vary by user",
        "'{0}' needs authorization and is cached, but doesn't vary by user: its responses are not cached. Add VaryBy with User = true, or remove the cache.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor InterfaceNotMarked = new(
        DiagnosticIds.InterfaceNotMarked,
        "Attribute on the implementation, not on the interface",
        "Calls of '{0}' don't go through the cache: the attribute must be on the method that the call names",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Synchronous = new(
        DiagnosticIds.Synchronous,
        "Synchronous cached method",
        "'{0}' is synchronous: with a remote store, the calling thread blocks. Return a Task or a ValueTask.",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Unnameable = new(
        DiagnosticIds.Unnameable,
        "Type that generated code can't name",
        "Calls of '{0}' can't go through the cache, because generated code can't name '{1}'. {2}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TagTemplate = new(
        DiagnosticIds.TagTemplate,
        "Invalid tag template",
        "The tag '{0}' {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TargetMissing = new(
        DiagnosticIds.TargetMissing,
        "Cached method not found",
        "[{0}] names '{1}', {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TargetMismatch = new(
        DiagnosticIds.TargetMismatch,
        "Arguments do not match the key of the cached method",
        "The key of '{1}' can't be built from the arguments of '{0}': {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor PutResult = new(
        DiagnosticIds.PutResult,
        "Result type differs from the cached method",
        "'{0}' returns '{1}', but '{2}' caches '{3}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor EvictsNothing = new(
        DiagnosticIds.EvictsNothing,
        "Nothing to evict",
        "[CacheEvict] evicts nothing: name a cached method, a namespace or tags",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Contradiction = new(
        DiagnosticIds.Contradiction,
        "Contradictory attributes",
        "'{0}' {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor HandlerChangesCache = new(
        DiagnosticIds.HandlerChangesCache,
        "Entry of a function changed by an endpoint",
        "[{0}] on the handler of an endpoint names '{1}', whose key can't be built from a request. Evict by tags or a namespace, or move the " +
            "work into a function with this attribute and call it in the handler.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Expiration = new(
        DiagnosticIds.Expiration,
        "Invalid expiration",
        "An entry can't expire after {0} seconds. Use a number above zero, CacheAttribute.NeverExpire, or omit it for the cache's default.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor WrongType = new(
        DiagnosticIds.WrongType,
        "Invalid coder or key builder",
        "The {0} is '{1}', which {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor IdleDefaults = new(
        DiagnosticIds.IdleDefaults,
        "Type defaults have no effect",
        "[{0}] on '{1}' does nothing: it sets defaults for the cached methods of the type, and the type has none",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor HandleOfNoCall = new(
        DiagnosticIds.HandleOfNoCall,
        "Not a cached call",
        "CacheManager.For takes a lambda that consists of one call of a cached method: {0}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UncacheableDelegate = new(
        DiagnosticIds.UncacheableDelegate,
        "Delegate that can't be cached",
        "Cached can't be called on this delegate: '{0}' {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor ChangedByCoder = new(
        DiagnosticIds.ChangedByCoder,
        "Value does not survive JSON",
        "The value of '{0}' can't be stored outside this process: '{1}' {2}. With such a store it is returned and not stored.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor CalledByOthers = new(
        DiagnosticIds.CalledByOthers,
        "Method is called only by code that is not woven",
        "[{0}] on '{1}' does nothing: it is called through '{2}', by code that is not woven. " +
            "Move its work into a separate function, mark that, and call it in '{3}'.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor AmbientUser = new(
        DiagnosticIds.AmbientUser,
        "Cached function that reads the current user",
        "All callers of '{0}' with the same arguments get one result, which depends on the user or the request of the first caller " +
            "through '{1}'. Pass the values that it needs as parameters, such as the user's id, or make its class an ICacheKey.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UnwovenCall = new(
        DiagnosticIds.UnwovenCall,
        "Call that is not woven",
        "This call of '{0}' does not go through the cache: {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor WeavingRefused = new(
        DiagnosticIds.WeavingRefused,
        "Project whose calls can't be woven",
        "Calls of cached functions in this project do not go through the cache. The compiler would refuse their interceptors: {0}.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor GenericKey = new(
        DiagnosticIds.GenericKey,
        "Type argument without a stable key",
        "'{0}' puts values of '{1}' into its key in place of '{2}', {3}. " +
            "Pass what identifies them, implement ICacheKey, or write a [CacheKeyText] method for the type.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor OutdatedCode = new(
        DiagnosticIds.OutdatedCode,
        "Key lacks members of another generator",
        "The generated code for calls of '{0}' is incomplete: {1}. " +
            "Declare what the key needs in the source of the project, implement ICacheKey there, or write a [CacheKeyText] method " +
            "for the type.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor KeyText = new(
        DiagnosticIds.KeyText,
        "Invalid key text method",
        "[CacheKeyText] on '{0}' does nothing: it {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor CapturedByFactory = new(
        DiagnosticIds.CapturedByFactory,
        "Factory that runs in the background with an object of its caller",
        "With these options the factory may run in the background after its caller has ended, but it uses '{0}' ({1}) of the " +
            "caller: create a scope inside the factory and resolve it there",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoElements = new(
        DiagnosticIds.NoElements,
        "Function that can't be cached element by element",
        "'{0}' can't be cached element by element: it {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor CannotShare = new(
        DiagnosticIds.CannotShare,
        "Entries that can't be shared",
        "'{0}' can't share the entries of '{1}': {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);
}
