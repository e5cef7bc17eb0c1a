using System.Runtime.CompilerServices;

namespace CacheKit;

// Markup. Text that is put into it is encoded, unless it is markup itself.
internal readonly struct Html
{
    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    public static Html Of(HtmlInterpolation markup) => new(markup.ToString());

    // Empty unless the condition holds; the text is then not evaluated either.
    public static Html When(
        bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] HtmlInterpolation markup) =>
        condition ? new Html(markup.ToString()) : default;

    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> markup) =>
        new(string.Concat(items.Select(item => markup(item).ToString())));

    public override string ToString() => _markup ?? "";
}
