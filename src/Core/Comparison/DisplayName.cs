namespace CacheKit;

// A type as a reader knows it: List<Order>.
internal static class TypeTitle
{
    public static string Of(Type type)
    {
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (!type.IsGenericType)
            return type.Name;

        int end = type.Name.IndexOf('`', StringComparison.Ordinal);
        return $"{(end < 0 ? type.Name : type.Name[..end])}<{string.Join(", ", type.GenericTypeArguments.Select(Of))}>";
    }

    public static string WithArticle(Type type)
    {
        string title = Of(type);
        return ("AEIOU".Contains(title[0], StringComparison.OrdinalIgnoreCase) ? "an " : "a ") + title;
    }
}
