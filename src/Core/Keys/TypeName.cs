using System.Text;

namespace CacheKit;

// The full name of a type in C# syntax, but with "+" before a nested type: Shop.Orders, Shop.Orders+Line, List<System.Int32>.
internal static class TypeName
{
    public static StringBuilder Append(StringBuilder text, Type type)
    {
        if (type.IsArray)
            return Append(text, type.GetElementType()!).Append('[').Append(',', type.GetArrayRank() - 1).Append(']');
        if (type.IsGenericParameter)
            return text.Append(type.Name);
        if (!type.IsGenericType)
            return text.Append(type.FullName);

        text.Append(type.GetGenericTypeDefinition().FullName);
        return AppendArguments(text, type.GetGenericArguments());
    }

    public static StringBuilder AppendArguments(StringBuilder text, Type[] arguments)
    {
        text.Append('<');
        for (int i = 0; i < arguments.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            Append(text, arguments[i]);
        }

        return text.Append('>');
    }
}
