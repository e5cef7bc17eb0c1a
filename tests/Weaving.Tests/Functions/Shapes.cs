namespace CacheKit.Weaving.Tests.Functions;

// Functions of every shape that is woven. Each counts the runs of its body.
internal static class Shapes
{
    private static int _count;

    public static int Runs { get; set; }

    [Cache(60)]
    public static async Task<string> FindAsync(int id, string kind)
    {
        await Task.Yield();
        return $"{id} {kind} {++Runs}";
    }

    [Cache]
    public static ValueTask<string> FindValueAsync(int id) => new($"{id} {++Runs}");

    [Cache]
    public static string Find(int id) => $"{id} {++Runs}";

    [Cache]
    public static Task<string?> FindNothingAsync(int id)
    {
        Runs++;
        return Task.FromResult<string?>(null);
    }

    [Cache]
    public static string Optional(int id, string kind = "reader", bool active = true) => $"{id} {kind} {active} {++Runs}";

    [Cache]
    public static string Many(params int[] ids) => $"{string.Join(' ', ids)} {++Runs}";

    [Cache]
    public static Task<string> WithTokenAsync(int id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult($"{id} {cancellationToken.CanBeCanceled} {++Runs}");
    }

    [Cache]
    public static string Ignoring(int id, [CacheIgnore] object trace) => $"{id} {trace} {++Runs}";

    [Cache]
    public static string Generic<T>(T value) => $"{value} {++Runs}";

    [Cache]
    public static string Overloaded(int id) => $"int {id} {++Runs}";

    [Cache]
    public static string Overloaded(long id) => $"long {id} {++Runs}";

    [Cache]
    public static string Extended(this Uri address, int page) => $"{address} {page} {++Runs}";

    [Cache]
    public static int Fibonacci(int n)
    {
        Runs++;
        return n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);
    }

    [Cache]
    public static string Searched(Filter filter) => $"{filter.Name} {filter.Page} {++Runs}";

    [Cache]
    public static string Keyed(Tenant tenant) => $"{tenant.CacheKey} {++Runs}";

    [Cache]
    public static string Dated(DateTime date, double factor, decimal price, Kind kind, Kind? other) => $"{date:O} {factor} {price} {kind} {other} {++Runs}";

    [Cache]
    public static string Measured(double factor, DateOnly day) => $"{factor} {day} {++Runs}";

    [Cache]
    public static string Everything(sbyte a, byte b, short c, ushort d, uint e, ulong f, char g, TimeSpan h, Guid i, Uri j, (int, string) k, int[][] l) =>
        $"{a} {b} {c} {d} {e} {f} {g} {h} {i} {j} {k} {l.Length} {++Runs}";

    [Cache]
    public static string Open(Query query) => $"{query.Text} {++Runs}";

    [Cache(60, Namespace = "special", Coder = typeof(JsonCoder), KeyBuilder = typeof(HashedKeyBuilder))]
    public static string Special(int id) => $"{id} {++Runs}";

    [Cache]
    public static int Count() => Interlocked.Increment(ref _count);

    public static string CallHidden(int id) => Hidden(id);

    public static string CallHiddenGeneric<T>(T id) => HiddenGeneric(id);

    [Cache]
    private static string HiddenGeneric<T>(T id) => $"{typeof(T).Name} {id} {++Runs}";

    [Cache]
    private static string Hidden(int id) => $"{id} {++Runs}";
}
