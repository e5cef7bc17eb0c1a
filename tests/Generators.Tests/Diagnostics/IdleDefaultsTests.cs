using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class IdleDefaultsTests() : AnalyzerTests(DiagnosticIds.IdleDefaults)
{
    [Test]
    public Task A_type_without_a_cached_method_is_found() => FiresAsync(
        """
        [[|Cache(60)|]]
        sealed class Users
        {
            public Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_type_with_a_cached_method_is_right() => IsSilentAsync(
        """
        [Cache(60, Namespace = "users")]
        sealed class Users
        {
            [Cache] public Task<int> FindAsync(int id) => Task.FromResult(id);
        }

        [Cache(60)]
        abstract class Cached;

        [Cache(60)]
        interface IUsers { [Cache] Task<int> FindAsync(int id); }

        [Cache(60)]
        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase { public int All() => 1; }

        [Cache(60)]
        public sealed class IndexModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public void OnGet() { } }
        """);
}
