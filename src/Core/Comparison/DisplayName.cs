namespace CacheKit;

// The display name of a type in messages: List<Order>.
internal static class DisplayName
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
        string name = Of(type);
        return ("AEIOU".Contains(name[0], StringComparison.OrdinalIgnoreCase) ? "an " : "a ") + name;
    }
}
