namespace CacheKit.Weaving.Tests.Functions;

internal sealed record Filter(string? Name, int Page);

internal record Query(string Text);

internal sealed record DerivedQuery(string Text, int Page) : Query(Text);

internal sealed class TenantUsers(string tenant) : ICacheKey
{
    public string CacheKey => tenant;

    [Cache]
    public string Find(int id) => $"{tenant} {id}";
}

internal sealed class Tenant(string name) : ICacheKey
{
    public string CacheKey => name;
}

[Flags]
internal enum Kind
{
    None = 0,
    Reader = 1,
    Admin = 2,
}

internal interface IUsers
{
    [Cache]
    Task<string> FindAsync(int id);
}

internal sealed class SqlUsers : IUsers
{
    public int Runs { get; private set; }

    public Task<string> FindAsync(int id) => Task.FromResult($"sql {id} {++Runs}");
}

internal sealed class FileUsers : IUsers
{
    public int Runs { get; private set; }

    public Task<string> FindAsync(int id) => Task.FromResult($"file {id} {++Runs}");
}

internal sealed class LoggingUsers(IUsers inner) : IUsers
{
    public Task<string> FindAsync(int id) => inner.FindAsync(id);
}

// Passes calls to another object of its class.
internal sealed class Nested(Nested? inner)
{
    [Cache]
    public async Task<string> FindAsync(int id)
    {
        await Task.Yield();
        return inner is null ? $"{id}" : $"({await inner.FindAsync(id)})";
    }

    [Cache]
    public string Find(int id) => inner is null ? $"{id}" : $"({inner.Find(id)})";
}

internal abstract class Repository<T>
{
    public int Runs { get; protected set; }

    protected abstract string Table { get; }

    [Cache]
    public string Load(int id) => $"{Table} {id} {++Runs}";

    [Cache]
    public virtual string Describe(int id) => $"a {typeof(T).Name} {id} {++Runs}";

    public string CallGuarded(int id) => Guarded(id);

    [Cache]
    protected string Guarded(int id) => $"{Table} {id} {++Runs}";
}

internal class Orders : Repository<int>
{
    protected override string Table => "orders";

    public override string Describe(int id) => $"an order {id} {++Runs}";
}

internal sealed class Invoices : Orders
{
    protected override string Table => "invoices";
}

internal static class Outer<T>
{
    public static string CallHidden<TOther>(T id, TOther other) => Hidden(id, other);

    [Cache]
    private static string Hidden<TOther>(T id, TOther other) => $"{id} {other} {++Shapes.Runs}";

    internal static class Inner
    {
        [Cache]
        public static string Load(int id) => $"{typeof(T).Name} {id} {++Shapes.Runs}";
    }

    internal static class Inner<TInner>
    {
        [Cache]
        public static string Load(int id) => $"{typeof(T).Name} {typeof(TInner).Name} {id} {++Shapes.Runs}";
    }
}

internal readonly record struct Circle(int Radius)
{
    [Cache]
    public string Area() => $"{Radius * Radius} {++Shapes.Runs}";
}

internal record struct Point(int X)
{
    [Cache]
    public readonly string Text(int digits) => $"{X} {digits} {++Shapes.Runs}";

    [Cache]
    public string Moved(int by) => $"{X += by} {++Shapes.Runs}";

    public readonly string CallHidden() => Hidden(1);

    [Cache]
    private readonly string Hidden(int digits) => $"{X} {digits} {++Shapes.Runs}";
}
