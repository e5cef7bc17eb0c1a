using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace CacheKit;

// The readable form of a call of a function:
//
//   call = type "." method [ "<" type { "," type } ">" ] "(" [ argument { "," argument } ] ")"
//   argument = [ type " " ] name "=" value
//
// Parameter types are written only if the method is overloaded. Arguments are in the order of the parameters and include default values, so
// that positional, named and omitted arguments result in the same text.
internal static class CallText
{
    private static readonly ConcurrentDictionary<MethodInfo, bool> _overloaded = [];

    public static string Of(in CacheCall call)
    {
        var text = new StringBuilder();
        if ((call.DeclaringType ?? call.Method?.DeclaringType) is { } type)
            TypeName.Append(text, type).Append('.');

        if (call.Method is { } method)
            AppendCall(text, method, call.Arguments);
        else
            AppendArguments(text.Append('('), call.Arguments);

        return text.Append(')').ToString();
    }

    private static void AppendCall(StringBuilder text, MethodInfo method, IReadOnlyList<CacheArgument> arguments)
    {
        text.Append(method.Name);
        if (method.IsGenericMethod)
            TypeName.AppendArguments(text, method.GetGenericArguments());

        text.Append('(');
        bool isTyped = _overloaded.GetOrAdd(method, IsOverloaded);
        bool isFirst = true;
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            if (IsExcluded(parameter) || !TryFind(parameter, arguments, out object? value))
                continue;

            if (!isFirst)
                text.Append(',');
            if (isTyped)
                TypeName.Append(text, parameter.ParameterType).Append(' ');
            AppendArgument(text, parameter.Name!, value, parameter.ParameterType);
            isFirst = false;
        }
    }

    private static void AppendArguments(StringBuilder text, IReadOnlyList<CacheArgument> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].Value is CancellationToken)
                continue;
            if (text[^1] != '(')
                text.Append(',');
            AppendArgument(text, arguments[i].Name, arguments[i].Value, typeof(object));
        }
    }

    private static void AppendArgument(StringBuilder text, string name, object? value, Type declared) =>
        ValueText.Append(text.Append(name).Append('='), name, value, declared);

    private static bool IsExcluded(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(CancellationToken) || parameter.IsDefined(typeof(CacheIgnoreAttribute), inherit: false);

    private static bool TryFind(ParameterInfo parameter, IReadOnlyList<CacheArgument> arguments, out object? value)
    {
        foreach (CacheArgument argument in arguments)
        {
            if (argument.Name == parameter.Name)
            {
                value = argument.Value;
                return true;
            }
        }

        value = parameter.HasDefaultValue ? DefaultOf(parameter) : null;
        return parameter.HasDefaultValue;
    }

    // In metadata the default of a nullable enum is a number, and the default of a struct is null.
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The default of a struct needs no constructor.")]
    private static object? DefaultOf(ParameterInfo parameter)
    {
        object? value = parameter.DefaultValue;
        Type? underlying = Nullable.GetUnderlyingType(parameter.ParameterType);
        if (value is null)
        {
            bool isStruct = parameter.ParameterType.IsValueType && underlying is null;
            return isStruct ? RuntimeHelpers.GetUninitializedObject(parameter.ParameterType) : null;
        }

        return underlying is { IsEnum: true } ? Enum.ToObject(underlying, value) : value;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A trimmed overload is never called, so no key can collide.")]
    private static bool IsOverloaded(MethodInfo method)
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        return method.DeclaringType?.GetMember(method.Name, MemberTypes.Method, all).Length > 1;
    }
}
