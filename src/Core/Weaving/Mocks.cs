using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit.Weaving;

// Recognizes mocks of NSubstitute, Moq and FakeItEasy. They must receive each call, because they record it and return the results that the
// test has configured. All three libraries create Castle proxies; their interceptors distinguish them from the proxies of applications.
internal static class Mocks
{
    private const string Proxy = "Castle.DynamicProxy.IProxyTargetAccessor";

    private static readonly string[] _libraries = ["NSubstitute", "Moq", "FakeItEasy"];

    // The libraries do not share proxy types, so the result for one object applies to its type.
    private static readonly ConditionalWeakTable<Type, StrongBox<bool>> _types = [];

    // In a process without these libraries no object is checked.
    private static bool _isLibraryLoaded = WatchAssemblies();

    public static bool Contains(object? self) =>
        RuntimeFeature.IsDynamicCodeSupported && _isLibraryLoaded && self is not null && IsMockType(self);

    private static bool WatchAssemblies()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => _isLibraryLoaded |= IsLibrary(loaded.LoadedAssembly);
        return Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), IsLibrary);
    }

    private static bool IsMockType(object self) => _types.TryGetValue(self.GetType(), out StrongBox<bool>? isMock)
        ? isMock.Value
        : _types.GetValue(self.GetType(), _ => new(IsMock(self))).Value;

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Proxies are compiled at run time, so a trimmed program has none.")]
    private static bool IsMock(object self) =>
        self.GetType() is { Assembly.IsDynamic: true } type
        && type.GetInterface(Proxy)?.GetMethod("GetInterceptors")?.Invoke(self, null) is object[] interceptors
        && Array.Exists(interceptors, interceptor => IsLibrary(interceptor.GetType().Assembly));

    private static bool IsLibrary(Assembly assembly) => _libraries.Contains(assembly.GetName().Name);
}
