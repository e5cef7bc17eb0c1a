namespace CacheKit.Generators.Tests.Coding;

/// <summary>Classes as users write them, each with a value, and the path of the member that the value loses.</summary>
internal static class JsonSamples
{
    public static IEnumerable<TestCaseData> All =>
    [
        Same("Order", "new(7, \"a\")", "public record Order(int Id, string Name);"),
        Same("Order", "new() { Id = 7, Name = \"a\" }", "public class Order { public int Id { get; set; } public string? Name { get; init; } public string Title => Name + Id; public int Sum; }"),
        Same("Order", "new(7)", "public class Order(int id) { public int Id { get; } = id; }"),
        Same("Order", "new(7)", "public class Order(int id) { private readonly int _id = id; public int Id => _id; }"),
        Same("Order", "new(7)", "public class Order { private readonly int _id; public Order(int id) { _id = id; } public int Id => _id; }"),
        Same("Order", "new() { Id = 7 }", "public class Order { private int _id; public int Id { get => _id; set => _id = value; } }"),
        Same("Order", "new() { Id = 7 }", "public class Order { public int Id { get; set => field = value; } private readonly object _gate = new(); public string Kind { get; } = \"order\"; }"),
        Same("Order", "Order.Make()", "public class Order { [JsonInclude] public int Id { get; private set; } public static Order Make() => new() { Id = 7 }; }"),
        Same("Order", "Order.Make()", "public class Order { [JsonInclude] private int _id; public static Order Make() => new() { _id = 7 }; }"),
        Same("Order", "Order.Make()", "public class Order { private Order() { } [JsonConstructor] private Order(int id) { Id = id; } public int Id { get; private set; } public static Order Make() => new(7); }"),
        Same("Order", "new() { Tags = { \"a\" } }", "public class Order { [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<string> Tags { get; } = []; }"),
        Same("Order", "new() { Name = \"a\" }", "public class Order { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Name { get; set; } [JsonIgnore] public string Text => Name + \"b\"; }"),
        Same("Order", "new(7)", "public class Order { public Order(int id) : this(id, \"\") { } private Order(int id, string text) { _id = id; } private readonly int _id; public int Id => _id; }"),
        Same("Point", "new(1, 2)", "public readonly record struct Point(int X, int Y);"),
        Same("Point", "new(1, 2)", "[method: JsonConstructor] public readonly struct Point(int x, int y) { public int X { get; } = x; public int Y { get; } = y; }"),
        Same("Node", "new() { Next = new() { Id = 1 } }", "public sealed class Node { public int Id { get; set; } public Node? Next { get; set; } }"),
        Same("Node", "new() { Children = { new() } }", "public sealed class Node { public List<Node> Children { get; set; } = []; }"),
        Same("Add", "new(new Number(null, 1))", "public sealed record Add(Number Left); public sealed record Number(Add? Inner, int Value);"),
        Same("Box<int>", "new() { Value = 1 }", "public sealed class Box<T> { public T? Value { get; set; } }"),
        Same("Animal", "new Dog { Name = \"a\" }", "[JsonDerivedType(typeof(Dog), \"dog\")] public abstract class Animal; public sealed class Dog : Animal { public string? Name { get; set; } }"),
        Same("IAnimal", "new Dog { Name = \"a\" }", "[JsonDerivedType(typeof(Dog), \"dog\")] public interface IAnimal; public sealed class Dog : IAnimal { public string? Name { get; set; } }"),
        Same("Animal", "new Animal { Name = \"a\" }", "public class Animal { public string? Name { get; set; } } public sealed class Dog : Animal { public override string ToString() => \"dog\"; }"),
        Same("Money", "new(7)", "[JsonConverter(typeof(MoneyConverter))] public readonly struct Money(int cents) { public int Cents { get; } = cents; } public sealed class MoneyConverter : JsonConverter<Money> { public override Money Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => new(reader.GetInt32()); public override void Write(System.Text.Json.Utf8JsonWriter writer, Money value, System.Text.Json.JsonSerializerOptions options) => writer.WriteNumberValue(value.Cents); }"),
        Same("Names", "[\"a\"]", "public sealed class Names : List<string>;"),
        Same("Order", "new() { Id = 7 }", "public sealed class Order { public int Id { get; set; } [NonSerialized] private int _reads = 1; public int Read() => _reads++; }"),
        Same("Order", "new() { Id = 7 }", "public sealed class Order { public int Id { get; set; } public event EventHandler? Changed; public void Raise() => Changed?.Invoke(this, EventArgs.Empty); }"),
        Same("Order", "new() { Id = 7 }", "public sealed class Order { public int Id { get; set; } private string? _text; public string Text => _text ??= \"order \" + Id; }"),

        Same("Order", "new(7)", "public abstract class Entity { public abstract int Id { get; } } public sealed class Order(int id) : Entity { public override int Id => id; }"),
        Same("Order", "new() { Id = 7 }", "public class Entity { public object? Id { get; set; } } public class Order : Entity { public new int Id { get; set; } }"),
        Same("Order", "new() { Id = 7, Lines = new Dictionary<int, List<Line>> { [1] = [new(2)] } }", "public class Order { [JsonPropertyName(\"number\")] public required int Id { get; set; } public IReadOnlyDictionary<int, List<Line>>? Lines { get; set; } } public readonly record struct Line(int Count);"),
        Same("Order", "new() { At = new(1, 2) }", "public class Order { public Point? At { get; set; } } public readonly record struct Point(int X, int Y);"),
        Same("Order", "new() { Amount = 5 }", "public class Order { [JsonConverter(typeof(AmountConverter))] public BigInteger Amount { get; set; } } public sealed class AmountConverter : JsonConverter<BigInteger> { public override BigInteger Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => BigInteger.Parse(reader.GetString()!); public override void Write(System.Text.Json.Utf8JsonWriter writer, BigInteger value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue(value.ToString()); }"),

        Changed("Order.Id", "Order", "Order.Make()", "public class Order { public int Id { get; private init; } public static Order Make() => new() { Id = 7 }; }"),
        Changed("Order.Tags", "Order", "new(1) { Tags = { \"a\" } }", "public record Order(int Id) { public List<string> Tags { get; } = []; }"),
        Changed("Order", "Order", "new(7)", "public class Order { public Order(int id, string name = \"x\") => Id = id; public int Id { get; } }"),
        Changed("Order.More", "Order", "new() { More = new() { [\"a\"] = 1 } }", "public class Order { [JsonExtensionData] public Dictionary<string, object>? More { get; set; } }"),
        Changed("(int, object).Item2", "(int, object)", "(1, 2)", ""),
        Changed("Tuple<int, Stack<int>>.Item2", "Tuple<int, Stack<int>>", "new(1, new([1, 2]))", ""),
        Changed("Animal", "List<Animal>", "[new Dog { Name = \"a\" }]", "public class Animal { public int Age { get; set; } } public sealed class Dog : Animal { public string? Name { get; set; } }"),
        Changed("Order.Id", "Order", "Order.Make()", "public class Order { public int Id { get; private set; } public static Order Make() => new() { Id = 7 }; }"),
        Changed("Order.Id", "Order", "Order.Make()", "public class Entity { public int Id { get; protected set; } } public class Order : Entity { public string? Name { get; set; } public static Order Make() => new() { Id = 7 }; }"),
        Changed("Order.Id", "Order", "Order.Make()", "public class Order { internal int Id { get; set; } public static Order Make() => new() { Id = 7 }; }"),
        Changed("Order.Id", "Order", "new(7)", "public class Order { public readonly int Id; public Order() { } public Order(int id) { Id = id; } }"),
        Changed("Order.Tags", "Order", "new() { Tags = { \"a\" } }", "public class Order { public List<string> Tags { get; } = []; }"),
        Changed("Order.Tags", "Order", "Order.Make()", "public class Order { private readonly List<string> _tags = []; public IReadOnlyList<string> Tags => _tags; public static Order Make() { var order = new Order(); order._tags.Add(\"a\"); return order; } }"),
        Changed("Order._stock", "Order", "Order.Make()", "public class Order { private int _stock; public void Add() => _stock++; public static Order Make() => new() { _stock = 7 }; }"),
        Changed("Order.Secret", "Order", "new() { Secret = \"a\" }", "public class Order { [JsonIgnore] public string? Secret { get; set; } }"),
        Changed("Order.Secret", "Order", "new() { Secret = \"a\" }", "public class Order { [JsonIgnore] public string? Secret; }"),
        Changed("Order.Password", "Order", "new() { Password = \"a\" }", "public class Order { public string? Password { private get; set; } public int Length => Password!.Length; }"),
        Changed("Order.Customer.Tags", "Order", "new() { Customer = new() { Tags = { \"a\" } } }", "public class Order { public Customer? Customer { get; set; } } public class Customer { public HashSet<string> Tags { get; } = []; }"),
        Changed("Order.Lines.Product", "List<Order>", "[new() { Lines = [new() { Product = 1 }] }]", "public class Order { public List<Line> Lines { get; set; } = []; } public class Line { public object? Product { get; set; } }"),
        Changed("Order", "Order", "new(1, 2)", "public class Order { public Order(int id) { Id = id; } public Order(int id, int count) : this(id) { } public int Id { get; } }"),
        Changed("Order", "Order", "new(7)", "public class Order(int number) { public int Id { get; } = number; }"),
        Changed("Order", "Order", "new(7)", "public class Order(int? id) { public int Id { get; } = id ?? 0; }"),
        Changed("Order", "Order", "Order.Make()", "public class Order { private Order() { } public int Id { get; set; } public static Order Make() => new() { Id = 7 }; }"),
        Changed("Point.X", "Point", "new(1)", "public readonly struct Point(int x) { public int X { get; } = x; }"),
        Changed("Owner.Pet", "Owner", "new() { Pet = new Dog { Name = \"a\" } }", "public class Owner { public Animal? Pet { get; set; } } public class Animal { public int Age { get; set; } } public sealed class Dog : Animal { public string? Name { get; set; } }"),
        Changed("Owner.Pet", "Owner", "new() { Pet = new Dog { Name = \"a\" } }", "public class Owner { public Animal? Pet { get; set; } } public abstract class Animal; public sealed class Dog : Animal { public string? Name { get; set; } }"),
        Changed("Owner.Pet", "Owner", "new() { Pet = new Dog { Name = \"a\" } }", "public class Owner { public IAnimal? Pet { get; set; } } public interface IAnimal; public sealed class Dog : IAnimal { public string? Name { get; set; } }"),
        Changed("Owner.Pet.Tags", "Owner", "new() { Pet = new Dog { Tags = { 1 } } }", "public class Owner { public Animal? Pet { get; set; } } [JsonDerivedType(typeof(Dog), 1)] public abstract class Animal; public sealed class Dog : Animal { public List<int> Tags { get; } = []; }"),
        Changed("Page.Total", "Page", "new() { Total = 7 }", "public sealed class Page : List<string> { public int Total { get; set; } }"),
        Changed("Page", "Page", "new()", "public sealed class Page : IEnumerable<int> { public IEnumerator<int> GetEnumerator() => new List<int> { 1 }.GetEnumerator(); IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }"),
        Changed("Blog.Posts.Blog", "Blog", "Blog.Make()", "public class Blog { public List<Post> Posts { get; set; } = []; public static Blog Make() { var blog = new Blog(); blog.Posts.Add(new Post { Blog = blog }); return blog; } } public class Post { public Blog? Blog { get; set; } }"),
        Changed("Node.Parent", "Node", "Node.Make()", "public class Node { public Node? Parent { get; set; } public List<Node> Children { get; set; } = []; public static Node Make() { var node = new Node(); node.Children.Add(new Node { Parent = node }); return node; } }"),
        Changed("User.Profile.User", "User", "User.Make()", "public class User { public Profile? Profile { get; set; } public static User Make() { var user = new User(); user.Profile = new Profile { User = user }; return user; } } public class Profile { public User? User { get; set; } }"),
        Changed("Job.Run", "Job", "new()", "public class Job { public Action? Run { get; set; } = () => { }; }"),
        Changed("Job.Type", "Job", "new()", "public class Job { public Type Type => typeof(int); }"),
        Changed("Job.Amount", "Job", "new() { Amount = 5 }", "public class Job { public BigInteger Amount { get; set; } }"),
    ];

    private static TestCaseData Same(string result, string value, string types) => new TestCaseData(result, value, null, types).SetArgDisplayNames(result, types);

    private static TestCaseData Changed(string path, string result, string value, string types) =>
        new TestCaseData(result, value, path, types).SetArgDisplayNames(result, types);
}
