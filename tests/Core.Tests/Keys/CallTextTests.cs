using System.Reflection;

namespace CacheKit.Core.Tests.Keys;

/// <summary>A call has the same key however it is written, and different calls have different keys.</summary>
[TestFixture]
internal sealed class CallTextTests
{
    private static readonly MethodInfo _defaults = typeof(Shop).GetMethod(nameof(Shop.Defaults))!;

    private static readonly TestCaseData[] _explicit =
    [
        Argument("id", 7), Argument("text", "name"), Argument("nothing", null), Argument("day", DayOfWeek.Friday), Argument("maybeDay", DayOfWeek.Monday),
        Argument("noDay", null), Argument("guid", Guid.Empty), Argument("when", DateTime.MinValue), Argument("span", null), Argument("price", 1.50m),
        Argument("count", 5), Argument("big", 5L), Argument("rate", 0.5), Argument("letter", 'x'), Argument("pair", (0, 0)),
        Argument("any", null), Argument("small", (byte)1), Argument("flag", true),
    ];

    [TestCaseSource(nameof(_explicit))]
    public void An_argument_that_is_left_to_its_default_is_as_if_it_were_passed(string name, object? value) =>
        Assert.That(KeyOf(_defaults, (name, value)), Is.EqualTo(KeyOf(_defaults)));

    [Test]
    public void An_argument_that_is_not_its_default_counts() =>
        Assert.That(KeyOf(_defaults, ("maybeDay", null)), Is.Not.EqualTo(KeyOf(_defaults)));

    [Test]
    public void The_order_of_named_arguments_does_not_count()
    {
        MethodInfo method = typeof(Shop).GetMethod(nameof(Shop.Texts))!;
        Assert.That(KeyOf(method, ("b", "2"), ("a", "1")), Is.EqualTo(KeyOf(method, ("a", "1"), ("b", "2"))));
    }

    [Test]
    public void Arguments_that_change_places_count()
    {
        MethodInfo method = typeof(Shop).GetMethod(nameof(Shop.Texts))!;
        Assert.That(KeyOf(method, ("a", "2"), ("b", "1")), Is.Not.EqualTo(KeyOf(method, ("a", "1"), ("b", "2"))));
    }

    [Test]
    public void Overloads_are_told_apart() =>
        Assert.That(new[]
        {
            Call.KeyOf(() => Shop.Find(7)), Call.KeyOf(() => Shop.Find(7L)), Call.KeyOf(() => Shop.Find((int?)7)), Call.KeyOf(() => Shop.Find("7")),
            Call.KeyOf(() => Shop.Find<int>(7)), Call.KeyOf(() => Shop.Find<long>(7)), Call.KeyOf(() => Shop.Find<int?>(7)),
            Call.KeyOf(() => Shop.Find("7", null)),
        }, Is.Unique);

    [Test]
    public void Overloads_are_told_apart_where_all_arguments_are_null() =>
        Assert.That(new[]
        {
            Call.KeyOf(() => Shop.Find((int?)null)), Call.KeyOf(() => Shop.Find((string?)null)), Call.KeyOf(() => Shop.Find((List<int>)null!)),
            Call.KeyOf(() => Shop.Find<string?>(null)), Call.KeyOf(() => Shop.Find<int?>(null)),
        }, Is.Unique);

    [Test]
    public void The_key_of_an_overload_has_the_types_of_its_parameters() =>
        Assert.That(Call.TextOf(() => Shop.Find("7", null)), Is.EqualTo("""Find(System.String id="7",System.String tag=null)"""));

    [Test]
    public void A_cancellation_token_is_left_out()
    {
        using var cancellation = new CancellationTokenSource();
        CancellationToken token = cancellation.Token;
        Assert.That(Call.TextOf(() => Shop.Cancellable(7, token)), Is.EqualTo("Cancellable(id=7)"));
    }

    [Test]
    public void A_cancellation_token_is_left_out_of_a_call_without_a_method() =>
        Assert.That(
            new DefaultKeyBuilder().Build(new CacheCall { Arguments = [new CacheArgument("token", CancellationToken.None)] }),
            Is.EqualTo("::()"));

    [Test]
    public void A_parameter_with_CacheIgnore_is_left_out() =>
        Assert.That(Call.TextOf(() => Shop.Ignoring(7, Stream.Null, "x")), Is.EqualTo("""Ignoring(id=7,name="x")"""));

    private static TestCaseData Argument(string name, object? value) => new TestCaseData(name, value).SetArgDisplayNames(name);

    private static string KeyOf(MethodInfo method, params (string Name, object? Value)[] arguments) =>
        new DefaultKeyBuilder().Build(Call.To(method, arguments.Select(argument => new CacheArgument(argument.Name, argument.Value))));
}
