using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class InterfaceNotMarkedTests() : AnalyzerTests(DiagnosticIds.InterfaceNotMarked)
{
    [Test]
    public Task An_attribute_on_the_implementation_alone_is_found() => FiresAsync(
        """
        interface IUsers { Task<int> FindAsync(int id); }

        sealed class Users : IUsers
        {
            [[|Cache(60)|]] public Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task An_attribute_on_an_explicit_implementation_is_found() => FiresAsync(
        """
        interface IUsers { Task<int> FindAsync(int id); }

        sealed class Users : IUsers
        {
            [[|Cache(60)|]] Task<int> IUsers.FindAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task An_attribute_on_an_override_alone_is_found() => FiresAsync(
        """
        abstract class Store { public abstract Task<int> FindAsync(int id); }

        sealed class Users : Store
        {
            [[|Cache(60)|]] public override Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_generic_interface_with_several_methods_is_found() => FiresAsync(
        """
        sealed record UserId(int Number);

        interface IStore<TKey, TValue> { Task<TValue> FindAsync(TKey key); Task SaveAsync(TKey key, TValue value); }

        sealed class Users : IStore<UserId, string>
        {
            [[|Cache(60)|]] public Task<string> FindAsync(UserId key) => Task.FromResult("");

            public Task SaveAsync(UserId key, string value) => Task.CompletedTask;
        }
        """);

    [Test]
    public Task An_attribute_on_the_interface_is_right() => IsSilentAsync(
        """
        interface IUsers { [Cache(60)] Task<int> FindAsync(int id); Task<int> CountAsync(); }

        sealed class Users : IUsers
        {
            public Task<int> FindAsync(int id) => Task.FromResult(id);

            public Task<int> CountAsync() => Task.FromResult(1);

            [Cache(60)] public Task<int> MoreAsync() => Task.FromResult(1);
        }
        """);

    [Test]
    public Task An_attribute_on_both_is_right() => IsSilentAsync(
        """
        interface IUsers { [Cache(60)] Task<int> FindAsync(int id); }

        sealed class Users : IUsers
        {
            [Cache(60)] public Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);
}
