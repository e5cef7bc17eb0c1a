using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Fixes;

[TestFixture]
internal sealed class LambdaFixTests
{
    [TestCase("object o = new[] { 1 }.Select(Users.FindAsync);", "object o = new[] { 1 }.Select(id => Users.FindAsync(id));")]
    [TestCase("Func<int, string, Task<int>> f = Users.NameAsync;", "Func<int, string, Task<int>> f = (id, @event) => Users.NameAsync(id, @event);")]
    [TestCase("var f = Users.FindAsync;", "var f = (int id) => Users.FindAsync(id);")]
    [TestCase("Func<Task<int>> f = Users.AllAsync;", "Func<Task<int>> f = () => Users.AllAsync();")]
    public async Task A_method_that_is_passed_on_is_called_in_a_lambda(string statement, string expected) =>
        Assert.That((await Editor.FixedAsync(DiagnosticIds.DelegateOfMarked, 0, [Source(statement)])).Single(), Is.EqualTo(Source(expected)));

    private static string Source(string statement) =>
        statement + """


        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [Cache(60)] public static Task<int> NameAsync(int id, string @event) => Task.FromResult(id);

            [Cache(60)] public static Task<int> AllAsync() => Task.FromResult(1);
        }
        """;

    [TestCase("Func<string, Task<int>> f = order.LoadAsync;", "Func<string, Task<int>> f = order1 => order.LoadAsync(order1);")]
    [TestCase("Func<Order, Task<int>> f = order.CompareAsync;", "Func<Order, Task<int>> f = order1 => order.CompareAsync(order1);")]
    [TestCase("Func<Order, Task<int>> f = Find(order).CompareAsync;", "Func<Order, Task<int>> f = order1 => Find(order).CompareAsync(order1);")]
    [TestCase("object o = Orders.FindAsync;", "object o = (int id) => Orders.FindAsync(id);")]
    [TestCase("object o = (Func<int, Task<int>>)Orders.FindAsync;", "object o = (Func<int, Task<int>>)(id => Orders.FindAsync(id));")]
    [TestCase(
        "Func<int, Task<int>> f = isOpen ? Orders.FindAsync : Orders.CountAsync;",
        "Func<int, Task<int>> f = isOpen ? (id => Orders.FindAsync(id)) : (id => Orders.CountAsync(id));")]
    public async Task The_lambda_calls_the_method(string statement, string expected) =>
        Assert.That((await Editor.FixedAsync(DiagnosticIds.DelegateOfMarked, 0, [Class(statement)])).Single(), Is.EqualTo(Class(expected)));

    [TestCase("Changed += Orders.Forget;")]
    [TestCase("Changed -= Orders.Forget;")]
    [TestCase("Changed -= new Action<int>(Orders.Forget);")]
    [TestCase("Changed -= (Action<int>)(Orders.Forget);")]
    [TestCase("Action<int>? f = Changed - Orders.Forget;")]
    [TestCase("Console.WriteLine(Changed == Orders.Forget);")]
    public async Task Nothing_is_offered_for_a_delegate_that_is_compared_or_unsubscribed(string statement) =>
        Assert.That(await Editor.OfferedAsync(DiagnosticIds.DelegateOfMarked, Class(statement)), Is.Empty);

    [TestCase("struct S { public Func<int, Task<int>> M() => F; [Cache(60)] public readonly Task<int> F(int id) => Task.FromResult(id); }")]
    [TestCase("record struct S(Users Users) { public Func<int, Task<int>> M() => Users.FindAsync; }")]
    [TestCase("class C { public Func<int, Task<int>> M(in Users users) => users.FindAsync; }")]
    public async Task Nothing_is_offered_for_a_lambda_that_the_compiler_refuses(string source) =>
        Assert.That(
            await Editor.OfferedAsync(
                DiagnosticIds.DelegateOfMarked,
                source + "\nsealed class Users { [Cache(60)] public Task<int> FindAsync(int id) => Task.FromResult(id); }"),
            Is.Empty);

    [Test]
    public async Task All_method_groups_of_a_file_are_changed_at_one_time() =>
        Assert.That(
            await Editor.FixedAllAsync(
                DiagnosticIds.DelegateOfMarked,
                Class("Pass(Orders.FindAsync, Orders.CountAsync); Changed += Orders.Forget; Pass(order.LoadAsync, 1);")),
            Is.EqualTo(Class(
                "Pass((int id) => Orders.FindAsync(id), (int id) => Orders.CountAsync(id)); Changed += Orders.Forget; "
                + "Pass((string order1) => order.LoadAsync(order1), 1);")));

    private static string Class(string statement) =>
        $$"""
        class Shop
        {
            public event Action<int>? Changed;

            public void Run(Order order, bool isOpen) { {{statement}} }

            private static Order Find(Order order) => order;

            private static void Pass(object one, object other) { }
        }

        class Order
        {
            [Cache(60)] public Task<int> LoadAsync(string order) => Task.FromResult(order.Length);

            [Cache(60)] public Task<int> CompareAsync([CacheIgnore] Order order) => Task.FromResult(1);
        }

        static class Orders
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [Cache(60)] public static Task<int> CountAsync(int id) => Task.FromResult(id);

            [CacheEvict(Namespace = "orders")] public static void Forget(int id) { }
        }
        """;
}
