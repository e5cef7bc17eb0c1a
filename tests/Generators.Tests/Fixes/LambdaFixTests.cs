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
}
