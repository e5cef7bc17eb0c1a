using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit.Weaving;

// The objects that NSubstitute, Moq and FakeItEasy make. They record each call, and so must get it: a value from a cache would be
// none that a test has set up. All three are Castle proxies, and are told from the proxies of applications by whose interceptors they have.
internal static class Substitutes
{
    private const string Proxy = "Castle.DynamicProxy.IProxyTargetAccessor";

    private static readonly string[] _libraries = ["NSubstitute", "Moq", "FakeItEasy"];

    // Each proxy generator has types of its own, so that the first object of a type speaks for all of them.
    private static readonly ConditionalWeakTable<Type, StrongBox<bool>> _types = [];

    // A process without such a library asks no more than this.
    private static bool _isPossible = Watch();

    public static bool Include(object? self) => RuntimeFeature.IsDynamicCodeSupported && _isPossible && self is not null && IsKnown(self);

    private static bool Watch()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => _isPossible |= IsLibrary(loaded.LoadedAssembly);
        return Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), IsLibrary);
    }

    private static bool IsKnown(object self) =>
        (_types.TryGetValue(self.GetType(), out StrongBox<bool>? known) ? known : _types.GetValue(self.GetType(), _ => new(IsSubstitute(self)))).Value;

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A program that is trimmed has no proxies: they are compiled at run time.")]
    private static bool IsSubstitute(object self) =>
        self.GetType() is { Assembly.IsDynamic: true } type
        && type.GetInterface(Proxy)?.GetMethod("GetInterceptors")?.Invoke(self, null) is object[] interceptors
        && Array.Exists(interceptors, interceptor => IsLibrary(interceptor.GetType().Assembly));

    private static bool IsLibrary(Assembly assembly) => _libraries.Contains(assembly.GetName().Name);
}
