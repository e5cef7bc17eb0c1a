using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.Core.Tests.Keys;

/// <summary>A call of one of the methods of <see cref="Shop"/> with arguments of the types that it takes.</summary>
internal sealed record RandomCall(string Prefix, string Namespace, MethodInfo Method, object?[] Arguments)
{
    private static readonly MethodInfo[] _methods =
    [
        .. typeof(Shop).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .SelectMany(method => method.IsGenericMethodDefinition ? Close(method) : [method])
            .Where(method => method.GetParameters().All(parameter => Values.Of(parameter.ParameterType) is not null)),
    ];

    // The methods whose arguments are the most easily mistaken for one another.
    private static readonly MethodInfo[] _confusing =
    [
        .. _methods.Where(method => method.Name is nameof(Shop.Any) or nameof(Shop.Pair) or nameof(Shop.Objects) or nameof(Shop.Find))
    ];

    private static readonly MethodInfo[] _ofTexts =
    [
        .. _methods.Where(method => method.Name is nameof(Shop.Texts) or nameof(Shop.Query) or nameof(Shop.Degrees) or nameof(Shop.Names))
    ];

    public static Gen<RandomCall> Any { get; } =
        from prefix in NastyText.Texts
        from @namespace in NastyText.Texts
        from method in Gen.OneOf(Gen.Elements(_methods), Gen.Elements(_confusing))
        from arguments in Gen.CollectToArray(method.GetParameters().Select(parameter => Values.Of(parameter.ParameterType)!))
        select new RandomCall(prefix, @namespace, method, arguments);

    /// <summary>Pairs that often differ in one thing only, or in nothing.</summary>
    public static Gen<(RandomCall One, RandomCall Other)> Pairs { get; } =
        from one in Any
        from other in Any
        from likeness in Gen.Choose(0, 3)
        from index in Gen.Choose(0, 100)
        from replacement in one.Arguments.Length == 0
            ? Gen.Constant<object?>(null)
            : Values.Of(one.Method.GetParameters()[index % one.Arguments.Length].ParameterType)!
        select (one, likeness switch
        {
            0 => other,
            1 => one with { Method = other.Method, Arguments = other.Arguments },
            2 => one with { Prefix = other.Prefix, Namespace = one.Namespace },
            _ => one with { Arguments = [.. one.Arguments.Select((value, i) => i == index % one.Arguments.Length ? replacement : value)] },
        });

    /// <summary>Pairs of calls with the same texts in them, of which a separator belongs once to the first and once to the second.</summary>
    public static Gen<(RandomCall One, RandomCall Other)> Shifts { get; } =
        from method in Gen.Elements(_ofTexts)
        from separator in NastyText.Separators
        from a in NastyText.Ends
        from b in NastyText.Ends
        from c in NastyText.Ends
        select (OfTexts(method, a + separator + b, c), OfTexts(method, a, b + separator + c));

    /// <summary>The call with its arguments in another order, and with new objects in their places.</summary>
    public CacheCall WrittenOtherwise => ToCall() with
    {
        Arguments = [.. Method.GetParameters().Zip(Arguments, (parameter, value) => new CacheArgument(parameter.Name!, Copy(value))).Reverse()],
    };

    public CacheCall ToCall() => Call.To(Method, Arguments) with { Prefix = Prefix, Namespace = Namespace };

    public bool IsSameAs(RandomCall other) =>
        Prefix == other.Prefix && Namespace == other.Namespace && Method == other.Method && AreSame(Arguments, other.Arguments);

    public override string ToString() => $"{Prefix}|{Namespace}|{Method}|{string.Join('|', Arguments.Select(value => $"{value} ({value?.GetType()})"))}";

    private static RandomCall OfTexts(MethodInfo method, string one, string other) => new("p", "n", method, method.Name switch
    {
        nameof(Shop.Query) => [FormattableStringFactory.Create(Unbraced(one)), FormattableStringFactory.Create(Unbraced(other))],
        nameof(Shop.Degrees) => [new Shop.Celsius(one), new Shop.Celsius(other)],
        nameof(Shop.Names) => [new[] { one, other }],
        _ => [one, other],
    });

    private static string Unbraced(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    private static IEnumerable<MethodInfo> Close(MethodInfo method)
    {
        int arity = method.GetGenericArguments().Length;
        return new[] { typeof(int), typeof(long), typeof(string), typeof(int?) }.Select(type => method.MakeGenericMethod([.. Enumerable.Repeat(type, arity)]));
    }

    // Lists are the same if their items are, whatever holds them.
    private static bool AreSame(object? one, object? other) => (one, other) switch
    {
        (HashSet<int> a, HashSet<int> b) => a.SetEquals(b),
        (HashSet<string> a, HashSet<string> b) => a.Comparer == b.Comparer && a.Count == b.Count && a.All(item => b.Contains(item, StringComparer.Ordinal)),
        (Dictionary<string, decimal?> a, Dictionary<string, decimal?> b) =>
            a.Count == b.Count && a.All(item => b.TryGetValue(item.Key, out decimal? price) && AreSame(item.Value, price)),
        (IList a, IList b) => a.Count == b.Count && a.Cast<object?>().Zip(b.Cast<object?>(), AreSame).All(same => same),
        (DateTime a, DateTime b) => a == b && a.Kind == b.Kind,
        (DateTimeOffset a, DateTimeOffset b) => a.EqualsExact(b),
        (decimal a, decimal b) => decimal.GetBits(a).SequenceEqual(decimal.GetBits(b)),
        (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
        (FormattableString a, FormattableString b) => a.Format == b.Format && AreSame(a.GetArguments(), b.GetArguments()),
        (Uri a, Uri b) => a.OriginalString == b.OriginalString,
        (null, null) => true,
        (null, _) or (_, null) => false,
        _ => one.GetType() == other.GetType() && one.Equals(other),
    };

    private static object? Copy(object? value) => value switch
    {
        string text => new string(text),
        string[] items => items.ToList(),
        HashSet<int> items => items.Reverse().ToHashSet(),
        HashSet<string> items => items.Reverse().ToHashSet(items.Comparer),
        Dictionary<string, decimal?> items => items.Reverse().ToDictionary(item => item.Key, item => item.Value),
        int[] items => items.ToList(),
        List<int> items => new List<int>(items),
        object?[] items => items.Select(Copy).ToList(),
        FormattableString text => FormattableStringFactory.Create(text.Format, text.GetArguments()),
        _ => value,
    };
}
