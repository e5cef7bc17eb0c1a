using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class ReceiverTests(bool isRemote) : WovenFixture(isRemote)
{
    [Test]
    public async Task A_call_through_a_marked_interface_is_woven()
    {
        IUsers users = new SqlUsers();
        Assert.That(await users.FindAsync(7), Is.EqualTo("sql 7 1"));
        Assert.That(await users.FindAsync(7), Is.EqualTo("sql 7 1"));
        Assert.That(await users!.FindAsync(7), Is.EqualTo("sql 7 1"));
    }

    [Test]
    public async Task A_conditional_call_is_woven_and_stays_conditional()
    {
        IUsers? users = new SqlUsers();
        IUsers? none = Environment.TickCount64 < 0 ? users : null;
        Assert.That(await users?.FindAsync(7)!, Is.EqualTo("sql 7 1"));
        Assert.That(await users?.FindAsync(7)!, Is.EqualTo("sql 7 1"));
        Assert.That(none?.FindAsync(7), Is.Null);
    }

    [Test]
    public async Task Two_implementations_of_an_interface_have_entries_of_their_own()
    {
        IUsers sql = new SqlUsers();
        IUsers file = new FileUsers();
        Assert.That(await sql.FindAsync(7), Is.EqualTo("sql 7 1"));
        Assert.That(await file.FindAsync(7), Is.EqualTo("file 7 1"));
        Assert.That(await new SqlUsers().AsUsers().FindAsync(7), Is.EqualTo("sql 7 1"));
    }

    [Test]
    public async Task A_decorator_does_not_deadlock()
    {
        IUsers users = new LoggingUsers(new SqlUsers());
        Assert.That(await users.FindAsync(7), Is.EqualTo("sql 7 1"));
        Assert.That(await users.FindAsync(7), Is.EqualTo("sql 7 1"));
    }

    [Test]
    public async Task An_object_that_calls_another_object_of_its_class_does_not_deadlock()
    {
        var nested = new Nested(new Nested(new Nested(null)));
        Assert.That(await nested.FindAsync(7), Is.EqualTo("((7))"));
        Assert.That(nested.Find(7), Is.EqualTo("((7))"));
    }

    [Test]
    public void An_inherited_method_is_woven_for_each_class_by_itself()
    {
        var orders = new Orders();
        var invoices = new Invoices();
        Assert.That(orders.Load(7), Is.EqualTo("orders 7 1"));
        Assert.That(invoices.Load(7), Is.EqualTo("invoices 7 1"));
        Assert.That(orders.Load(7), Is.EqualTo("orders 7 1"));
    }

    [Test]
    public void An_override_is_as_cached_as_what_it_overrides_under_the_same_key()
    {
        var orders = new Orders();
        Repository<int> repository = orders;
        Assert.That(orders.Describe(7), Is.EqualTo("an order 7 1"));
        Assert.That(repository.Describe(7), Is.EqualTo("an order 7 1"));
    }

    [Test]
    public void A_protected_method_is_woven()
    {
        var orders = new Orders();
        Assert.That(orders.CallGuarded(7), Is.EqualTo("orders 7 1"));
        Assert.That(orders.CallGuarded(7), Is.EqualTo("orders 7 1"));
    }

    [Test]
    public void A_struct_that_changes_is_another_one()
    {
        var point = new Point(1);
        Assert.That(point.Text(2), Is.EqualTo("1 2 1"));
        point.X = 3;
        Assert.That(point.Text(2), Is.EqualTo("3 2 2"));
        Assert.That(point.CallHidden(), Is.EqualTo("3 1 3"));
        Assert.That(point.CallHidden(), Is.EqualTo("3 1 3"));
    }

    [Test]
    public void A_struct_is_called_on_a_copy()
    {
        var point = new Point(1);
        Assert.That(point.Moved(2), Is.EqualTo("3 1"));
        Assert.That(point.Moved(2), Is.EqualTo("3 1"));
        Assert.That(point.X, Is.EqualTo(1));
    }

    [Test]
    public void A_struct_counts_by_what_it_holds()
    {
        Assert.That(new Circle(2).Area(), Is.EqualTo("4 1"));
        Assert.That(new Circle(2).Area(), Is.EqualTo("4 1"));
        Assert.That(new Circle(3).Area(), Is.EqualTo("9 2"));
    }
}

internal static class UsersExtensions
{
    public static IUsers AsUsers(this IUsers users) => users;
}
