using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class CalledByOthersTests() : AnalyzerTests(DiagnosticIds.CalledByOthers)
{
    // The interfaces of mediator libraries.
    private const string Mediator =
        """
        interface IRequest<out TResponse>;

        interface IRequestHandler<in TRequest, TResponse> where TRequest : IRequest<TResponse> { Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken); }

        sealed record Article(string Slug);

        sealed record GetArticle(string Slug) : IRequest<Article>;
        """;

    [Test]
    public async Task A_cached_handler_of_a_mediator_is_found_and_the_message_says_what_to_do()
    {
        string message = (await FiresAsync(
            """
            sealed class GetArticleHandler : IRequestHandler<GetArticle, Article>
            {
                [[|Cache(60)|]] public Task<Article> Handle(GetArticle request, CancellationToken cancellationToken) => Task.FromResult(new Article(request.Slug));
            }
            """,
            Mediator))[0].GetMessage(null);
        Assert.That(message, Is.EqualTo(
            "[Cache] on 'GetArticleHandler.Handle' does nothing: it is called through 'IRequestHandler.Handle', by code that is not woven. "
            + "Move its work into a separate function, mark that, and call it in 'Handle'."));
    }

    [Test]
    public Task A_method_that_implements_an_interface_of_another_assembly_is_found() => FiresAsync(
        """
        sealed class Names : IEqualityComparer<string>
        {
            public bool Equals(string? a, string? b) => a == b;

            [[|CacheEvict(Namespace = "names")|]] public int GetHashCode(string name) => name.Length;
        }

        sealed class Prices : IComparer<decimal>
        {
            [[|CacheEvict(Namespace = "prices")|]] int IComparer<decimal>.Compare(decimal a, decimal b) => 0;
        }
        """);

    [Test]
    public Task An_override_of_a_method_of_another_assembly_is_found() => FiresAsync(
        """
        sealed record Name(string Text)
        {
            [[|CacheEvict(Namespace = "names")|]] public override string ToString() => Text;
        }
        """);

    [Test]
    public Task A_function_that_the_handler_calls_is_right() => IsSilentAsync(
        """
        sealed class GetArticleHandler : IRequestHandler<GetArticle, Article>
        {
            public Task<Article> Handle(GetArticle request, CancellationToken cancellationToken) => FindAsync(request.Slug, cancellationToken);

            [Cache(60, Tags = ["article:{slug}"])] private Task<Article> FindAsync(string slug, CancellationToken cancellationToken) => Task.FromResult(new Article(slug));
        }
        """,
        Mediator);

    [Test]
    public Task A_marked_interface_is_right() => IsSilentAsync(
        """
        interface IHandler<TRequest> { [Cache(60)] Task<int> Handle(TRequest request); }

        sealed class GetArticleHandler : IHandler<GetArticle>
        {
            [Cache(60)] public Task<int> Handle(GetArticle request) => Task.FromResult(1);
        }
        """,
        Mediator);

    [Test]
    public Task A_handler_that_the_source_calls_itself_is_right() => IsSilentAsync(
        """
        sealed class GetArticleHandler : IRequestHandler<GetArticle, Article>
        {
            [Cache(60)] public Task<Article> Handle(GetArticle request, CancellationToken cancellationToken) => Task.FromResult(new Article(request.Slug));
        }

        static class Caller
        {
            public static Task<Article> CallAsync(GetArticleHandler handler) => handler.Handle(new GetArticle("a"), default);
        }
        """,
        Mediator);
}
