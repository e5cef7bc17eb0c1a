using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Weaving;

/// <summary>Generated code always compiles: a marked method is woven, or a diagnostic reports why it is not.</summary>
[TestFixture]
internal sealed class AnySignatureTests
{
    // The marked method, and a call of it in the same class.
    private static readonly string[] _methods =
    [
        "[Cache] public static Task<dynamic> M(int id) => Task.FromResult<dynamic>(1);|C.M(1)",
        "[Cache] public static dynamic M(int id) => 1;|C.M(1)",
        "[Cache] public static Task<List<dynamic>> M(int id) => null!;|C.M(1)",
        "[Cache] public static Task<Dictionary<string, dynamic?>?> M(int id) => null!;|C.M(1)",
        "[Cache] public static Task<(dynamic A, object? B)> M(int id) => null!;|C.M(1)",
        "[Cache] public static Task<dynamic[]> M(int id) => null!;|C.M(1)",
        "[Cache] public static Task<int> M([CacheIgnore] dynamic value) => Task.FromResult(1);|C.M((object)1)",
        "[Cache] public static Task<int> M([CacheIgnore] List<dynamic> value) => Task.FromResult(1);|C.M([])",
        "[Cache] public static Task<int> M(dynamic value) => Task.FromResult(1);|C.M((object)1)",
        "[CacheEvict(Namespace = \"a\")] public static void M(dynamic value) { }|N(C.M)",
        "[CacheEvict(Namespace = \"a\")] public static Task<dynamic> M(int id) => null!;|C.M(1)",
        "[CacheEvict(Namespace = \"a\")] public static dynamic M(int id, List<dynamic> items) => 1;|C.M(1, [])",
        "[Cache] public static Task<nint> M(nint id, nuint other) => Task.FromResult(id);|C.M(1, 2)",
        "[Cache] public static ref readonly int M(int id) => ref C.Number;|C.M(1)",
        "[Cache] public static ref int M(int id) => ref C.Number;|C.M(1)",
        "[Cache] public static unsafe int M(int* id) => 1;|Unsafe()",
        "[Cache] public static unsafe int* M(int id) => null;|Unsafe()",
        "[Cache] public static unsafe Task<int*[]> M(int id) => null!;|Unsafe()",
        "[Cache] public static unsafe Task<int> M([CacheIgnore] int*[] id) => null!;|Unsafe()",
        "[Cache] public static unsafe Task<int> M([CacheIgnore] delegate*<int, void> id) => null!;|Unsafe()",
        "[Cache] public static unsafe Task<delegate*<Hidden.Inner, void>[]> M(int id) => null!;|Unsafe()",
        "[CacheEvict(Namespace = \"a\")] public static unsafe int* M(int id) => null;|Unsafe()",
        "[CacheEvict(Namespace = \"a\")] public static Span<int> M(int id) => default;|C.M(1).Length",
        "[CacheEvict(Namespace = \"a\")] public static ref int M(int id) => ref C.Number;|C.M(1)",
        "[Cache] public static Task<string?> M(string? a, string?[]? b, List<string?>? c) => Task.FromResult(a);|C.M(null, null, null)",
        "[Cache] public static Task<(int Id, (string? Name, int) Inner)> M((int A, int B) pair) => null!;|C.M((1, 2)).Result.Inner.Name",
        "[Cache] public static Task<(int Id, dynamic? Name)?> M((int A, int B)? pair) => null!;|C.M((1, 2))",
        "[Cache] public static Task<int> M(params Span<int> ids) => null!;|C.M(1, 2)",
        "[Cache] public static Task<int> M(params ReadOnlySpan<int> ids) => null!;|C.M(1, 2)",
        "[Cache] public static Task<int> M(params List<int> ids) => Task.FromResult(1);|C.M(1, 2)",
        "[Cache] public static Task<int> M(params IReadOnlyList<int> ids) => Task.FromResult(1);|C.M(1, 2)",
        "[Cache] public static Task<int> M(scoped ReadOnlySpan<char> name) => null!;|C.M(\"a\")",
        "[Cache] public static Task<int> M(ref int id) => null!;|C.M(ref C.Number)",
        "[Cache] public static Task<int> M(in int id) => null!;|C.M(1)",
        "[Cache] public static Task<int> M(ref readonly int id) => null!;|C.M(in C.Number)",
        "[Cache] public static Task<int> M(out int id) { id = 1; return null!; }|C.M(out _)",
        "[Cache] public static Task<int> M<T>([CacheIgnore] Func<T, int> value) where T : allows ref struct => null!;|C.M<Span<int>>(null!)",
        "[CacheEvict(Namespace = \"a\")] public static int M<T>([CacheIgnore] Func<T, int> value) where T : allows ref struct => 1;|C.M<Span<int>>(null!)",
        "[Cache] public static Task<T?> M<T>(T? value) where T : class => Task.FromResult(value);|C.M(\"a\")",
        "[Cache] public static Task<T?> M<T>(T? value) where T : struct, Enum => Task.FromResult(value);|C.M<DayOfWeek>(null)",
        "[Cache] public static Task<T> M<T, U>(T value, U[] items) where T : class?, IComparable<U>, new() where U : notnull, T => Task.FromResult(value);|Nothing",
        "[Cache] public static Task<T> M<@class, T>(@class @int, T @this) where T : unmanaged => Task.FromResult(@this);|C.M(1, 2)",
        "[Cache] public static Task<@record> M(@record @event, @await @async) => Task.FromResult(@event);|C.M(new @record(), new @await())",
        "[Cache] public static Task<int> @class(int @class) => Task.FromResult(@class);|C.@class(1)",
        "[Cache] public static Task<int> @await(int @required, int @file, int @scoped, int @field, int @value, int @extension, int @allows) => Task.FromResult(1);|C.@await(1, 2, 3, 4, 5, 6, 7)",
        "[Cache] public static Task<int> M(int _, int __, int é) => Task.FromResult(1);|C.M(1, 2, 3)",
        "[Cache] public static Task<int> M(string text = \"a\\\"\\n\", double d = double.NaN, char c = '\\'', decimal m = 1.5m, DayOfWeek day = DayOfWeek.Friday, DateTime time = default, CancellationToken token = default) => Task.FromResult(1);|C.M()",
        "[Cache] public static Task<int> M([System.Runtime.CompilerServices.CallerMemberName] string name = \"\", [System.Runtime.CompilerServices.CallerLineNumber] int line = 0) => Task.FromResult(1);|C.M()",
        "[Cache] public static Task<int> M([System.Runtime.InteropServices.Optional] int id) => Task.FromResult(1);|C.M()",
        "[Cache] public static Task<int> M([System.Diagnostics.CodeAnalysis.AllowNull] string name, [System.Diagnostics.CodeAnalysis.DisallowNull] string? other) => Task.FromResult(1);|C.M(null, \"a\")",
        "[return: System.Diagnostics.CodeAnalysis.MaybeNull] [Cache] public static string M(int id) => null!;|C.M(1)",
        "[return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(name))] [Cache] public static string? M(string? name) => name;|C.M(\"a\").Length",
        "[Cache] public static Task<int[,][]> M(int[][,] ids) => null!;|Nothing",
        "[Cache] public static Task<Nested<int>.Inner<string?>> M(Nested<int>.Kind kind) => null!;|C.M(Nested<int>.Kind.One)",
        "[Cache] public static Task<Hidden.Inner> M(int id) => null!;|C.M(1)",
        "[Cache] private protected static Task<int> M(int id) => Task.FromResult(1);public static object N2() => M(1);|C.N2()",
        "[Cache] protected internal static Task<int> M(int id) => Task.FromResult(1);|C.M(1)",
        "[Cache] private static Task<T> M<T>(T id, (int A, T B) pair) where T : class => Task.FromResult(id);public static object N2() => M(\"a\", (1, \"b\"));|C.N2()",
        "[Cache] private static Task<dynamic> M(int id) => null!;public static object N2() => M(1);|C.N2()",
        "[Cache] private static Task<(int Id, string? Name)> M((int A, string?[] B) pair) => null!;public static object N2() => M((1, []));|C.N2()",
        "[Cache] public static async ValueTask<int?> M(int? id) { await Task.Yield(); return id; }|C.M(1)",
        "[Cache] public static Task<Task<int>> M(int id) => null!;|C.M(1)",
        "[Cache] public static ValueTask M(int id) => default;|C.M(1)",
        "[Cache] public static MyTask<int> M(int id) => default!;|C.M(1)",
        "[Cache] public static Task<Money> M(Money amount) => Task.FromResult(amount);|C.M(default)",
        "[Cache] public static Task<int> M(Half h, Int128 i, UInt128 u, DateOnly d, TimeOnly t, Guid g, System.Numerics.BigInteger b) => Task.FromResult(1);|C.M(default, default, default, default, default, default, default)",
        "[Cache] public static string M(__arglist) => \"\";|C.M(__arglist(1))",
        "[Cache] public static extern Task<int> M(int id);|C.M(1)",
        "[Cache] [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)] [System.Diagnostics.Conditional(\"DEBUG\")] public static void M(int id) { }|N(() => C.M(1))",
        "[CacheEvict(Namespace = \"a\")] [System.Diagnostics.Conditional(\"NOTHING\")] public static void M(int id) { }|N(() => C.M(1))",
        "[Cache] [Obsolete(\"no\", true)] public static Task<int> M(int id) => Task.FromResult(1);|Nothing",
        "[Cache] public static Task<Old> M(Old id) => Task.FromResult(id);|Nothing",
        "[Cache] [System.Runtime.Versioning.SupportedOSPlatform(\"windows\")] public static Task<int> M(int id) => Task.FromResult(1);|C.M(1)",
        "[Cache] [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode(\"a\")] public static Task<int> M(int id) => Task.FromResult(1);|C.M(1)",
        "[Cache] public static Task<int> M(int id, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int b1, int b2, int b3, int b4, int b5, int b6, int b7, int b8) => Task.FromResult(1);|C.M(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)",
        "[Cache] public static Task<int> M(CancellationToken one, CancellationToken? two, CancellationToken three) => Task.FromResult(1);|C.M(default, null, default)",
        "[Cache] public static Task<int> CallAsync(int id) => Task.FromResult(1);|C.CallAsync(1)",
        "[Cache] public static Task<int> Interceptors(int id) => Task.FromResult(1);|C.Interceptors(1)",
        "[Cache] public static Task<int> M(System.Linq.Expressions.Expression<Func<int>> id) => Task.FromResult(1);|C.M(() => 1)",
        "[Cache] public static Task<int> M([CacheIgnore] Action<int, dynamic> a, [CacheIgnore] delegate_ b) => Task.FromResult(1);|C.M(null!, null!)",
        "[CacheEvict(Namespace = \"a\")] public static async Task M(int id) => await Task.Yield();|C.M(1)",
        "[CacheEvict(Namespace = \"a\")] public static async void M(int id) => await Task.Yield();|N(() => C.M(1))",
        "[CacheEvict(Namespace = \"a\")] public static async IAsyncEnumerable<int> M(int id) { await Task.Yield(); yield return 1; }|C.M(1)",
        "[CacheEvict(Namespace = \"a\")] public static IEnumerable<int> M(int id) { yield return 1; }|C.M(1)",
        "[CacheEvict(Namespace = \"a\")] public static MyTask<int> M(int id) => default!;|C.M(1)",
        "[CacheEvict(Namespace = \"a\")] public static void M(Hidden.Inner id) { }|N(() => C.M(null!))",
        "[CacheEvict(Tags = [\"a:{value}\"])] public static void M(int value, int result, int self) { }|N(() => C.M(1, 2, 3))",
    ];

    private static readonly string[] _types =
    [
        "public class C<T> where T : allows ref struct { [Cache] public Task<int> M(int id) => Task.FromResult(id); } static class D { public static object N() => new C<Span<int>>().M(1); }",
        "public class C<T> { [Cache] public Task<T?> M(int id) => null!; } static class D { public static object N() => new C<dynamic>().M(1); }",
        "public class C<T> { [Cache] public Task<T?> M(T id) => null!; } static class D { public static object N() => new C<(int A, string? B)>().M((1, null)); }",
        "public class C<T> { [Cache] public Task<T?> M(int id) => null!; } public class D : C<dynamic> { public object N() => M(1); }",
        "public class C<T> { [Cache] public virtual Task<T?> M(int id) => null!; } public class D : C<(int A, dynamic B)> { public override Task<(int A, dynamic B)> M(int id) => null!; public object N() => M(1); }",
        "public interface I<in T> where T : class? { [Cache] Task<int> M(T id); } static class D { public static object N(I<string?> i) => i.M(null); }",
        "public interface I { [Cache] Task<int> M(int id) => Task.FromResult(id); [Cache] protected Task<int> P(int id) => Task.FromResult(id); [Cache] private Task<int> Q(int id) => Task.FromResult(id); object R() => (P(1), Q(2)); } static class D { public static object N(I i) => i.M(1); }",
        "public interface I { [Cache] static virtual Task<int> M(int id) => Task.FromResult(id); [Cache] static Task<int> P(int id) => Task.FromResult(id); } static class D { public static object N<T>() where T : I => (T.M(1), I.P(1)); }",
        "public abstract class C { [Cache] protected abstract Task<int> M(int id); public object N() => M(1); }",
        "public readonly struct C { public C(int id) => Id = id; public int Id { get; } [Cache] public Task<int> M(int id) => Task.FromResult(id); public object N() => M(1); }",
        "public ref struct C { [Cache] public Task<int> M(int id) => Task.FromResult(id); [Cache] public static Task<int> S(int id) => Task.FromResult(id); public object N() => (M(1), S(1)); }",
        "public record struct C(dynamic? Id) { [Cache] public Task<int> M(int id) => Task.FromResult(id); public object N() => M(1); }",
        "public record struct C(nint Id) { [Cache] public Task<int> M(int id) => Task.FromResult(id); public object N() => M(1); }",
        "public record class C(string? Id) { [Cache] private Task<int> M(int id) => Task.FromResult(id); public object N() => M(1); }",
        "public record R(object? Id); public class C { [Cache] public Task<int> M(R id) => Task.FromResult(1); public object N() => M(new(1)); }",
        "public record R(int @class, string? @event) { public int @await; } public class C { [Cache] public Task<int> M(R? id) => Task.FromResult(1); public object N() => M(null); }",
        "public enum E : byte { A } public class C { [Cache] public Task<E?> M(E? id, E[] all, List<E?> some) => Task.FromResult(id); public object N() => M(null, [], []); }",
        "file class C { [Cache] public static Task<int> M(int id) => Task.FromResult(1); public object N() => M(1); }",
        "public class C { private class P { } private record Q(int Id); [Cache] private Task<int> M(Q id) => Task.FromResult(1); [Cache] private Task<List<P>[]> M2(int id) => null!; public object N() => (M(new(1)), M2(1)); }",
        "public class C { private interface P { } [Cache] private Task<T> M<T>(int id) where T : P => null!; public object N() => M<P>(1); [Cache] private Task<T> G<T>(int id) => null!; public object O() => G<P>(1); }",
        "public class C { private enum P { A } public class G<T> { [Cache] public Task<int> M(int id) => Task.FromResult(1); } public object N() => new G<P>().M(1); }",
        "static class X { [Cache] public static Task<int> M(this dynamic_ id, int by) => Task.FromResult(by); public static object N() => new dynamic_().M(1); } public record dynamic_;",
        "static class X { [Cache] public static Task<T> M<T>(this T id) where T : struct => Task.FromResult(id); public static object N() => 1.M(); }",
        "static class X { [Cache] public static Task<int> M(this in int id) => Task.FromResult(id); public static object N() => 1.M(); }",
        "static class X { extension(int id) { [Cache] public Task<int> M() => Task.FromResult(id); } public static object N() => 1.M(); }",
        "public partial class C { [Cache] public partial Task<int> M(int id); public partial Task<int> M(int id) => Task.FromResult(id); public object N() => M(1); }",
        "namespace @class.@namespace { public class @event { [Cache] public Task<@event?> M(@event? id = null, int a = 1) => null!; [Cache] public Task<int> P(int id) => Task.FromResult(1); public object N() => P(1); } }",
        "namespace A.global { public class System { [global::CacheKit.Cache] public static global::System.Threading.Tasks.Task<int> M(int id) => global::System.Threading.Tasks.Task.FromResult(1); public object N() => M(1); } }",
        "public class Base { public class K { } } public class C : Base { public new class K { } [Cache] public Task<K> M(int id) => null!; public object N() => M(1); }",
        "public class A { [Cache] public virtual Task<object> M(int id) => null!; public virtual A Self() => this; } public class B : A { [CachePut(nameof(M))] public Task<object> P(int id) => null!; public object N() => (M(1), P(1)); }",
        "public class A<T> { [Cache] public Task<T> M(int id) => null!; [CachePut(nameof(M))] public Task<T> P(int id) => null!; [CacheEvict(nameof(M))] public void E(int id) { } } static class D { public static void N(A<dynamic> a) { a.M(1); a.P(1); a.E(1); } }",
        "public class A { [Cache] public Task<dynamic> M(int id) => null!; [CachePut(nameof(M))] public Task<dynamic> P(int id) => null!; [CacheEvict(nameof(M))] public void E(int id) { } public void N() { M(1); P(1); E(1); } }",
        "static class D { public static object N(Func<int, Task<dynamic>> f, Func<dynamic, Task<int>> g, Func<(int A, string? B), Task<(int C, string? D)>> h) => (f.Cached(\"f\"), h.Cached(\"h\")); }",
        "delegate Task<dynamic> Find(int @class, [CacheIgnore] dynamic @event); static class D { public static object N(Find f) => f.Cached(\"f\"); }",
        "delegate Task<int> Find(params int[] ids); delegate Task<int> Find2(int id = 5); delegate Task<T> Find3<T>(T id); static class D { public static object N(Find f, Find2 g, Find3<string?> h) => (f.Cached(\"f\"), g.Cached(\"g\"), h.Cached(\"h\")); }",
        "unsafe delegate Task<int> Find([CacheIgnore] int*[] ids); delegate ref int Find2(int id); static class D { public static object N(Find f, Find2 g) => (f.Cached(\"f\"), g.Cached(\"g\")); }",
        "public class C { [Cache] public Task<int> M(int id) => Task.FromResult(1); public async Task<object> N(C? c, dynamic d) { await (c?.M(1) ?? Task.FromResult(1)); return await c!.M((int)d); } }",
        "public class C { public required int Id { get; init; } [Cache] public Task<C> M(int id) => Task.FromResult(this); public object N() => M(1); }",
        "public interface I { [Cache] Task<int> M(int id); } public class C { public object N<T>(T c) where T : I => c.M(1); public object O<T>(T c) where T : struct, I => c.M(1); }",
        "public struct S : IDisposable { [Cache] public Task<int> M(int id) => Task.FromResult(1); public void Dispose() { } public static object N() { using var s = new S(); return s.M(1); } public static object O() => new S().M(1); }",
        "public class MyCacheAttribute : CacheAttribute { public Type[]? Types { get; set; } } [Cache(Tags = [\"a:{id}\"])] public class C { [MyCache(Types = [typeof(InvalidOperationException), typeof(List<>)])] public Task<int> M(int id) => Task.FromResult(1); public object N() => M(1); }",
        "public class MyCacheAttribute<T> : CacheAttribute; public class C { [MyCache<dynamic_>] public Task<int> M(int id) => Task.FromResult(1); [MyCache<int[]>] public Task<int> P(int id) => Task.FromResult(1); public object N() => (M(1), P(1)); } public class dynamic_;",
        "public class MyCacheAttribute(object value, params object?[] more) : CacheAttribute { public object? A => value; public object? B => more; } public class C { [MyCache(DayOfWeek.Friday, null, 1L, 'a', typeof(int*[]), new[] { 1 })] public Task<int> M(int id) => Task.FromResult(1); public object N() => M(1); }",
        "public class MyCacheAttribute : CacheAttribute { public float F; public double D { get; set; } public uint U; public object? O; public float[]? Fs; } public class C { [MyCache(F = float.NaN, D = double.NegativeInfinity, U = 4000000000, O = (byte)1, Fs = [1f, float.PositiveInfinity])] public Task<int> M(int id) => Task.FromResult(1); public object N() => M(1); }",
        "public class A<T> { public class B<T> { [Cache] public Task<int> M(int id) => Task.FromResult(id); } } static class D { public static object N() => new A<int>.B<long>().M(1); }",
        "public class A<T> { [Cache] public Task<int> M<T>(int id) => Task.FromResult(id); [CacheEvict(\"M\")] public void E<T>(int id) { } } static class D { public static object N(A<int> a) { a.E<int>(1); return a.M<long>(1); } }",
        "public class A<T> { public delegate Task<int> F<T>(int id); } static class D { public static object N(A<int>.F<long> f) => f.Cached(\"f\"); }",
        "public class MyCacheAttribute(params Type?[] types) : CacheAttribute { public object A => types; } public class C { private class P { } private enum E { A } [MyCache(null, typeof(P))] public Task<int> M(int id) => Task.FromResult(1); [MyCache((Type[])null!)] public Task<int> Q(int id) => Task.FromResult(1); public object N() => (M(1), Q(1)); }",
        "public class C { private class P : IKeyBuilder { public string Build(in CacheCall call) => \"\"; } [Cache(KeyBuilder = typeof(P))] public class B { [Cache] public Task<int> M(int id) => Task.FromResult(1); [CacheEvict(nameof(M))] public void E(int id) { } } public object N(B b) { b.E(1); return b.M(1); } }",
        "public struct S { public int N; [CacheEvict(Tags = [\"a:{id}\"])] public async Task M(int id) => await Task.Yield(); public object O() => M(1); }",
        "public readonly struct S { [Cache] public Task<int> F(int id) => null!; [CachePut(\"F\")] public Task<int> M(int id) => null!; [CacheEvict(\"F\")] private ValueTask<int> P(int id) => default; [CacheEvict(\"F\")] private void Q(int id) { } public object O() { Q(1); return (F(1), M(1), P(1)); } }",
        "public record struct S<T>(T X) { [Cache] public ValueTask<U> F<U>(U call) => default; [CachePut(\"F\"), CacheEvict(Tags = [\"a\"])] private async ValueTask<U> M<U>(U call) { await Task.Yield(); return call; } public object O() => (F(1), M(1)); }",
        "public struct S { public int N; [CacheEvict(Namespace = \"a\", Before = true)] public Task M(int id) => Task.CompletedTask; public object O() => M(1); }",
        "public readonly struct S { [CacheEvict(Namespace = \"a\", Before = true)] public Task M(int id) => Task.CompletedTask; public object O() => M(1); }",
        "public class C { [Cache] public Task<int> M(ValueTuple<int> id, (ValueTuple<string> A, int B)? other, (int, int, int, int, int, int, int, int) many) => Task.FromResult(1); public object N() => M(new(1), null, default); }",
        "public class C { private enum P { A } [Cache] public Task<int> M(int id, [FromKeyedServices(P.A)] IDisposable db) => Task.FromResult(1); public object N() => M(1, null!); }",
    ];

    private const string Beside =
        """
        public class Hidden { private class Secret { } public class Inner { } }
        public class Nested<T> { public class Inner<U> { } public enum Kind { One } }
        public class @record; public record @await;
        public class delegate_;
        [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(int))] public class MyTask<T>;
        [Obsolete("old")] public record Old;
        public readonly record struct Money(decimal Amount);
        """;

    private static IEnumerable<TestCaseData> Methods => _methods.Select(text => new TestCaseData(text).SetArgDisplayNames(text));

    private static IEnumerable<TestCaseData> Types => _types.Select(text => new TestCaseData(text).SetArgDisplayNames(text));

    [TestCaseSource(nameof(Methods))]
    public Task A_method_of_any_signature_compiles(string text)
    {
        string[] parts = text.Split('|');
        string call = parts[1] switch
        {
            "Nothing" => "",
            "Unsafe()" => "public static unsafe void Run() { C.M(default); }",
            ['N', '(', 'C', ..] => "public static void Run() { C.M(default(object)!); }",
            ['N', '(', ..] => $"public static void Run() {{ {parts[1]["N(() => ".Length..^1]}; }}",
            _ => $"public static void Run() {{ _ = {parts[1]}; }}",
        };
        return HoldsAsync($"public static class D {{ {call} }} public class C {{ public static int Number; {parts[0]} }} {Beside}", isCalled: call.Length > 0);
    }

    [TestCaseSource(nameof(Types))]
    public Task A_method_of_any_type_compiles(string text) => HoldsAsync(text, isCalled: true);

    // Warnings count as failures, since a user who treats them as errors cannot fix generated code.
    private static async Task HoldsAsync(string source, bool isCalled)
    {
        Compilation compilation = WebProject.Compile(source);
        Diagnostic[] own = await WebProject.AnalyzeAsync(compilation);
        GeneratorDriverRun run = new(compilation);
        Assert.That(run.Complaints, Is.Empty);
        Assert.That(!isCalled || run.Sources.Length > 0 || own.Any(diagnostic => diagnostic.Id != DiagnosticIds.Synchronous), Is.True, "It is neither woven nor reported.");
    }

    private sealed class GeneratorDriverRun
    {
        public GeneratorDriverRun(Compilation compilation)
        {
            GeneratorRunResult result = new Weaver().Run(compilation, out Compilation woven);
            Sources = string.Join('\n', result.GeneratedSources.Select(source => source.SourceText.ToString()));
            string[] before = [.. Loud(compilation).Select(diagnostic => diagnostic.ToString())];
            Complaints = [.. Loud(woven).Select(diagnostic => diagnostic.ToString()).Except(before)];
        }

        public string Sources { get; }

        public string[] Complaints { get; }

        // The compiler compares the signatures of interceptors only when it emits.
        private static IEnumerable<Diagnostic> Loud(Compilation compilation) => compilation.Emit(Stream.Null).Diagnostics
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not ("CS1701" or "CS1702"));
    }
}
