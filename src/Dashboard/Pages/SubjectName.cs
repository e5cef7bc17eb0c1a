namespace CacheKit;

// The name of a route, function or namespace: it is broken before a slash or after a dot, and the namespace of a type is less visible.
internal static class SubjectName
{
    public static Html Of(SubjectModel subject)
    {
        if (subject.Name.Length == 0)
            return Html.Of($"without a namespace");
        if (subject.Kind != "function")
            return Html.Each(subject.Name.Split('/').Index(), part => Html.Of($"{Html.When(part.Index > 0, $"<wbr>/")}{part.Item}"));

        int arguments = subject.Name.IndexOfAny(['(', '<']);
        string path = arguments < 0 ? subject.Name : subject.Name[..arguments];
        int start = path.LastIndexOf('.', Math.Max(0, path.LastIndexOf('.') - 1)) + 1;
        return Html.Of($"""<span class="muted">{Breakable(path[..start])}</span>{Breakable(subject.Name[start..])}""");
    }

    private static Html Breakable(string name) =>
        Html.Each(name.Split('.').Index(), part => Html.Of($"{Html.When(part.Index > 0, $".<wbr>")}{part.Item}"));
}
