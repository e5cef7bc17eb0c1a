namespace CacheKit.Generators.Tests.Coding;

/// <summary>The rule agrees with System.Text.Json on every type: each reported type really changes or fails, and no other does.</summary>
[TestFixture]
internal sealed class JsonRulesTests
{
    private static readonly string[] _same =
    [
        "int|1", "string?|\"a\"", "byte[]|[1, 2]", "DayOfWeek|DayOfWeek.Friday", "decimal|1.50m", "double|double.NaN",
        "DateTime|new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)", "DateOnly|new DateOnly(2026, 1, 2)",
        "TimeSpan|TimeSpan.FromSeconds(1.5)", "Guid|new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)", "Uri|new Uri(\"http://a/b\")",
        "Version|new Version(1, 2)", "Half|(Half)1.5", "Int128|(Int128)5", "char|'a'", "int?|null",
        "int[]|[1]", "int[][]|[[1], [2, 3]]", "List<int>|[1, 2]", "IReadOnlyList<string>|new[] { \"a\" }", "IEnumerable<int>|new[] { 1 }",
        "IReadOnlyCollection<int>|new[] { 1 }", "ICollection<int>|[1]", "IList<int>|[1]",
        "HashSet<int>|[1, 2]", "ISet<int>|new HashSet<int> { 1, 2 }", "SortedSet<int>|[1, 2]", "Queue<int>|new([1, 2])",
        "LinkedList<int>|new([1, 2])", "ConcurrentQueue<int>|new([1, 2])",
        "Collection<int>|[1, 2]", "ObservableCollection<int>|[1, 2]", "ImmutableArray<int>|[1, 2]", "ImmutableList<int>|[1, 2]",
        "ImmutableHashSet<int>|[1, 2]", "ImmutableQueue<int>|[1, 2]", "IImmutableList<int>|ImmutableList.Create(1)",
        "Dictionary<string, int>|new() { [\"a\"] = 1 }", "Dictionary<int, string>|new() { [1] = \"a\" }",
        "Dictionary<Guid, int>|new() { [Guid.Empty] = 1 }", "Dictionary<DayOfWeek, int>|new() { [DayOfWeek.Friday] = 1 }",
        "IDictionary<string, int>|new Dictionary<string, int>() { [\"a\"] = 1 }",
        "IReadOnlyDictionary<string, int>|new Dictionary<string, int>() { [\"a\"] = 1 }",
        "SortedDictionary<string, int>|new() { [\"a\"] = 1 }",
        "ConcurrentDictionary<string, int>|new() { [\"a\"] = 1 }",
        "ImmutableDictionary<string, int>|ImmutableDictionary<string, int>.Empty.Add(\"a\", 1)", "SortedList<int, int>|new() { [1] = 1 }",
        "OrderedDictionary<string, int>|new() { [\"a\"] = 1 }",
        "(int Id, string Name)|(1, \"a\")", "(int, int, int, int, int, int, int, int, int)|(1, 2, 3, 4, 5, 6, 7, 8, 9)",
        "Tuple<int, string>|new(1, \"a\")", "KeyValuePair<string, int>|new(\"a\", 1)", "Memory<int>|new[] { 1 }",
        "ReadOnlyMemory<byte>|new byte[] { 1 }",
        "DateTimeOffset|DateTimeOffset.UnixEpoch", "TimeOnly|new TimeOnly(1, 2)", "UInt128|(UInt128)5", "bool|true", "sbyte|1", "byte|1", "short|1", "ushort|1",
        "uint|1", "long|1", "ulong|1", "float|1.5f",
        "ImmutableSortedSet<int>|[1, 2]", "ImmutableSortedDictionary<int, int>|ImmutableSortedDictionary<int, int>.Empty.Add(1, 2)",
        "IImmutableQueue<int>|ImmutableQueue.Create(1, 2)", "IImmutableSet<int>|ImmutableHashSet.Create(1)",
        "IImmutableDictionary<int, int>|ImmutableDictionary<int, int>.Empty.Add(1, 2)",
        "Dictionary<DateTime, int>|new() { [new(2026, 1, 2)] = 1 }", "Dictionary<DateTimeOffset, int>|new() { [DateTimeOffset.UnixEpoch] = 1 }",
        "Dictionary<DateOnly, int>|new() { [new(2026, 1, 2)] = 1 }", "Dictionary<TimeOnly, int>|new() { [new(1, 2)] = 1 }",
        "Dictionary<TimeSpan, int>|new() { [TimeSpan.FromSeconds(1)] = 1 }", "Dictionary<Uri, int>|new() { [new(\"http://a/b\")] = 1 }",
        "Dictionary<Version, int>|new() { [new(1, 2)] = 1 }", "Dictionary<Half, int>|new() { [(Half)1.5] = 1 }",
        "Dictionary<Int128, int>|new() { [5] = 1 }", "Dictionary<UInt128, int>|new() { [5] = 1 }", "Dictionary<bool, int>|new() { [true] = 1 }",
        "System.Drawing.PointF|new(1, 2)", "System.Drawing.Size|new(1, 2)", "System.Drawing.SizeF|new(1, 2)", "System.Drawing.Rectangle|new(1, 2, 3, 4)",
        "System.Drawing.RectangleF|new(1, 2, 3, 4)",
        "Vector2|new(1, 2)", "System.Drawing.Point|new(1, 2)", "List<(int, string)>|[(1, \"a\")]",
    ];

    // The path is that of the type itself, unless one is given.
    private static readonly string[] _changed =
    [
        "object|1", "dynamic|\"a\"", "Dictionary<string, object>|new() { [\"a\"] = 1 }|object", "List<object>|[1]|object",
        "ArrayList|new() { 1 }", "Hashtable|new() { [\"a\"] = 1 }", "IEnumerable|new[] { 1 }", "IList|new[] { 1 }",
        "int[,]|new int[1, 1]", "Stack<int>|new([1, 2])", "ConcurrentStack<int>|new([1, 2])",
        "ImmutableStack<int>|ImmutableStack.Create(1, 2)", "IImmutableStack<int>|ImmutableStack.Create(1, 2)", "ConcurrentBag<int>|new([1, 2])", "BlockingCollection<int>|new() { 1 }",
        "IReadOnlySet<int>|new HashSet<int> { 1, 2 }", "FrozenSet<int>|new[] { 1 }.ToFrozenSet()",
        "FrozenDictionary<string, int>|new Dictionary<string, int>() { [\"a\"] = 1 }.ToFrozenDictionary()",
        "ReadOnlyCollection<int>|new([1])", "ReadOnlyDictionary<string, int>|new(new Dictionary<string, int>() { [\"a\"] = 1 })",
        "ILookup<int, int>|new[] { 1 }.ToLookup(x => x)", "ArraySegment<int>|new[] { 1, 2 }", "BitArray|new(3, true)", "PriorityQueue<int, int>|new([(1, 1)])",
        "BigInteger|new(5)", "Complex|new(1, 2)", "Lazy<int>|new(() => 1)", "StringBuilder|new(\"ab\")", "Exception|new(\"a\")",
        "Type|typeof(int)", "nint|1", "Func<int>|() => 1", "CancellationToken|new(true)", "Stream|new MemoryStream([1])",
        "Index|new(3)", "Range|1..2", "Rune|new('a')", "System.Globalization.CultureInfo|new(\"de-DE\")",
        "System.Net.IPAddress|new([1, 2, 3, 4])",
        "TimeZoneInfo|TimeZoneInfo.CreateCustomTimeZone(\"a\", TimeSpan.FromHours(1), \"a\", \"a\")",
        "System.Text.RegularExpressions.Regex|new(\"a\")", "System.Drawing.Color|System.Drawing.Color.Red",
        "System.Net.Mail.MailAddress|new(\"a@b.c\")", "System.Xml.Linq.XElement|new(\"a\", 1)",
        "Dictionary<(int, int), int>|new() { [(1, 2)] = 3 }", "Dictionary<object, int>|new() { [\"a\"] = 3 }",
        "Dictionary<int[], int>|new() { [new[] { 1 }] = 3 }",
    ];

    private static IEnumerable<TestCaseData> Types =>
        _same.Select(text => Case(text, null))
            .Concat(_changed.Select(text => Case(text, text.Split('|') is [_, _, var path] ? path : NameOf(text.Split('|')[0]))));

    [TestCaseSource(nameof(Types))]
    public void A_framework_type_is_reported_if_JSON_changes_it(string result, string value, string? path) => Holds(result, value, path, "");

    [TestCaseSource(typeof(JsonSamples), nameof(JsonSamples.All))]
    public void A_user_defined_type_is_reported_if_JSON_changes_it(string result, string value, string? path, string types) =>
        Holds(result, value, path, types);

    [TestCase("Func<int>", "is code, which JSON doesn't write")]
    [TestCase("nint", "is a pointer, which JSON doesn't write")]
    [TestCase("Exception", "is an exception, which JSON doesn't write")]
    [TestCase("Stream", "is a stream, which JSON doesn't write")]
    [TestCase("Type", "is a type, which JSON doesn't write")]
    [TestCase("System.Reflection.MethodInfo", "describes code, which JSON doesn't write")]
    [TestCase("Task", "is a task, which JSON doesn't write")]
    [TestCase("ReadOnlySpan<char>", "is a ref struct, which JSON doesn't write")]
    [TestCase("Stack<int>", "is read back in reverse order")]
    [TestCase("Order", "is marked [JsonIgnore]", "public class Order { [JsonIgnore] public int Id { get; set; } }")]
    [TestCase("Order", "is marked [JsonIgnore]", "public class Order { [JsonIgnore] public int Id; }")]
    [TestCase("Order", "is declared as the abstract class 'Order', and JSON can't determine the class to create: list them with [JsonDerivedType]", "public abstract class Order { }")]
    [TestCase("Order", "is declared as the interface 'Order', and JSON can't determine the class to create: list them with [JsonDerivedType]", "public interface Order { }")]
    [TestCase("Order", "is not public", "public class Order { internal int Id { get; set; } }")]
    [TestCase("Order", "has a setter that is not public", "public class Order { public int Id { get; private set; } }")]
    public void The_reason_is_named(string type, string why, string types = "") =>
        Assert.That(new JsonSample(type, "default!", types).Fault()?.Why, Is.EqualTo(why));

    // The compiler sees another project as a reference assembly, without private members and code.
    [TestCase("public class Order { public int Id { get; set; } public int Double => 2 * Id; private int _reads; public int Read() => _reads++; }", null)]
    [TestCase("public class Order { public int Id { get; private set; } }", "Order.Id")]
    [TestCase("public class Order(int id) { public int Id { get; } = id; }", null)]
    [TestCase("public class Order { public System.Collections.Generic.List<int> Ids { get; } = []; }", "Order.Ids")]
    [TestCase("public record Order(int Id, string Name);", null)]
    [TestCase("public readonly record struct Order(int Id, string Name);", null)]
    [TestCase("public readonly struct Order { private readonly long _ticks; public Order(long ticks) => _ticks = ticks; public long Read() => _ticks; }", "Order._ticks")]
    public void A_type_of_another_assembly_is_judged_by_what_it_shows(string types, string? path)
    {
        (Microsoft.CodeAnalysis.IMethodSymbol method, KnownTypes known) = Compiling.Symbols.MethodBesideReference("Order order", types);
        Assert.That(new JsonRules(known.Compilation).Find(method.Parameters[0].Type)?.Path, Is.EqualTo(path));
    }

    [Test]
    public void An_unknown_type_is_not_judged() =>
        Assert.That(new JsonRules(Compiling.WebProject.Compile("")).Find(Compiling.Symbols.Method("T value").Method.TypeParameters[0]), Is.Null);

    private static void Holds(string result, string value, string? path, string types)
    {
        var sample = new JsonSample(result, value, types);
        JsonFault? fault = sample.Fault();
        string? change = sample.FindChange();
        Assert.That(fault?.Path, Is.EqualTo(path), $"The rule says: {fault}. In reality: {change}");
        Assert.That(fault?.Why, Is.Null.Or.Not.Empty);
        Assert.That(change, path is null ? Is.Null : Is.Not.Null, $"The rule says: {fault}");
    }

    private static string NameOf(string type) => type.StartsWith("System.", StringComparison.Ordinal) ? type.Split('.')[^1] : type;

    private static TestCaseData Case(string text, string? path) =>
        new TestCaseData(text.Split('|')[0], text.Split('|')[1], path).SetArgDisplayNames(text.Split('|')[0]);
}
