using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class ShapeTests(bool isRemote) : WovenFixture(isRemote)
{
    [Test]
    public async Task A_task_is_computed_once()
    {
        Assert.That(await Shapes.FindAsync(7, "admin"), Is.EqualTo("7 admin 1"));
        Assert.That(await Shapes.FindAsync(7, "admin"), Is.EqualTo("7 admin 1"));
        Assert.That(await Shapes.FindAsync(8, "admin"), Is.EqualTo("8 admin 2"));
        Assert.That(await Shapes.FindAsync(7, "reader"), Is.EqualTo("7 reader 3"));
    }

    [Test]
    public async Task A_value_task_is_computed_once()
    {
        Assert.That(await Shapes.FindValueAsync(7), Is.EqualTo("7 1"));
        Assert.That(await Shapes.FindValueAsync(7), Is.EqualTo("7 1"));
    }

    [Test]
    public void A_value_is_computed_once()
    {
        Assert.That(Shapes.Find(7), Is.EqualTo("7 1"));
        Assert.That(Shapes.Find(7), Is.EqualTo("7 1"));
    }

    [Test]
    public async Task Null_is_a_result_too()
    {
        Assert.That(await Shapes.FindNothingAsync(7), Is.Null);
        Assert.That(await Shapes.FindNothingAsync(7), Is.Null);
        Assert.That(Shapes.Runs, Is.EqualTo(1));
    }

    [Test]
    public void Default_named_and_positional_arguments_agree()
    {
        Assert.That(Shapes.Optional(7), Is.EqualTo("7 reader True 1"));
        Assert.That(Shapes.Optional(id: 7, active: true), Is.EqualTo("7 reader True 1"));
        Assert.That(Shapes.Optional(7, "reader", true), Is.EqualTo("7 reader True 1"));
    }

    [Test]
    public void Params_count_by_what_is_in_them()
    {
        int[] ids = [1, 2];
        Assert.That(Shapes.Many(1, 2), Is.EqualTo("1 2 1"));
        Assert.That(Shapes.Many(ids), Is.EqualTo("1 2 1"));
        ids[1] = 3;
        Assert.That(Shapes.Many(ids), Is.EqualTo("1 3 2"));
    }

    [Test]
    public async Task A_token_is_passed_on_and_not_in_the_key()
    {
        using var source = new CancellationTokenSource();
        Assert.That(await Shapes.WithTokenAsync(7, source.Token), Is.EqualTo("7 True 1"));
        Assert.That(await Shapes.WithTokenAsync(7), Is.EqualTo("7 True 1"));
    }

    [Test]
    public void An_ignored_parameter_is_passed_on_and_not_in_the_key()
    {
        Assert.That(Shapes.Ignoring(7, "a"), Is.EqualTo("7 a 1"));
        Assert.That(Shapes.Ignoring(7, "b"), Is.EqualTo("7 a 1"));
    }

    [Test]
    public void Generic_arguments_have_different_keys()
    {
        Assert.That(Shapes.Generic(7), Is.EqualTo("7 1"));
        Assert.That(Shapes.Generic(7L), Is.EqualTo("7 2"));
        Assert.That(Shapes.Generic(7), Is.EqualTo("7 1"));
    }

    [Test]
    public void Nested_generic_types_have_different_keys()
    {
        Assert.That(Outer<int>.Inner.Load(7), Is.EqualTo("Int32 7 1"));
        Assert.That(Outer<string>.Inner.Load(7), Is.EqualTo("String 7 2"));
        Assert.That(Outer<int>.Inner<string>.Load(7), Is.EqualTo("Int32 String 7 3"));
        Assert.That(Outer<string>.Inner<int>.Load(7), Is.EqualTo("String Int32 7 4"));
        Assert.That(Outer<int>.Inner.Load(7), Is.EqualTo("Int32 7 1"));
    }

    [Test]
    public void Overloads_are_told_apart()
    {
        Assert.That(Shapes.Overloaded(7), Is.EqualTo("int 7 1"));
        Assert.That(Shapes.Overloaded(7L), Is.EqualTo("long 7 2"));
        Assert.That(Shapes.Overloaded(7), Is.EqualTo("int 7 1"));
    }

    [Test]
    public void An_extension_method_is_woven_in_both_forms()
    {
        var address = new Uri("http://localhost/");
        Assert.That(address.Extended(1), Is.EqualTo("http://localhost/ 1 1"));
        Assert.That(Shapes.Extended(address, 1), Is.EqualTo("http://localhost/ 1 1"));
    }

    [Test]
    public void A_recursive_function_computes_each_call_once()
    {
        Assert.That(Shapes.Fibonacci(40), Is.EqualTo(102334155));
        Assert.That(Shapes.Runs, Is.EqualTo(41));
    }

    [Test]
    public void A_record_counts_by_its_parts()
    {
        Assert.That(Shapes.Searched(new Filter("tea", 1)), Is.EqualTo("tea 1 1"));
        Assert.That(Shapes.Searched(new Filter("tea", 1)), Is.EqualTo("tea 1 1"));
        Assert.That(Shapes.Searched(new Filter("tea", 2)), Is.EqualTo("tea 2 2"));
    }

    [Test]
    public void An_object_may_have_a_key_of_its_own()
    {
        Assert.That(Shapes.Keyed(new Tenant("a")), Is.EqualTo("a 1"));
        Assert.That(Shapes.Keyed(new Tenant("a")), Is.EqualTo("a 1"));
        Assert.That(Shapes.Keyed(new Tenant("b")), Is.EqualTo("b 2"));
    }

    [Test]
    public void Equal_values_of_different_kinds_have_different_keys()
    {
        var date = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        string utc = Shapes.Dated(date, 0.0, 1.0m, Kind.Reader | Kind.Admin, null);
        Assert.That(Shapes.Dated(date, 0.0, 1.0m, Kind.Reader | Kind.Admin, null), Is.EqualTo(utc));
        Assert.That(Shapes.Dated(DateTime.SpecifyKind(date, DateTimeKind.Unspecified), 0.0, 1.0m, Kind.Reader | Kind.Admin, null), Is.Not.EqualTo(utc));
        Assert.That(Shapes.Dated(date, -0.0, 1.0m, Kind.Reader | Kind.Admin, null), Is.Not.EqualTo(utc));
        Assert.That(Shapes.Dated(date, 0.0, 1.00m, Kind.Reader | Kind.Admin, null), Is.Not.EqualTo(utc));
        Assert.That(Shapes.Dated(date, 0.0, 1.0m, Kind.Reader, null), Is.Not.EqualTo(utc));
        Assert.That(Shapes.Dated(date, 0.0, 1.0m, Kind.Reader | Kind.Admin, Kind.None), Is.Not.EqualTo(utc));
    }

    [Test]
    public void A_private_generic_function_is_woven()
    {
        Assert.That(Shapes.CallHiddenGeneric(7), Is.EqualTo("Int32 7 1"));
        Assert.That(Shapes.CallHiddenGeneric("a"), Is.EqualTo("String a 2"));
        Assert.That(Shapes.CallHiddenGeneric(7), Is.EqualTo("Int32 7 1"));
        Assert.That(Outer<int>.CallHidden(7, "a"), Is.EqualTo("7 a 3"));
        Assert.That(Outer<int>.CallHidden(7, "a"), Is.EqualTo("7 a 3"));
    }

    [Test]
    public void A_private_function_is_woven()
    {
        Assert.That(Shapes.CallHidden(7), Is.EqualTo("7 1"));
        Assert.That(Shapes.CallHidden(7), Is.EqualTo("7 1"));
    }
}
