using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace CacheKit;

// The readable form of a function's call:
//
//   call = type "." method [ "<" type { "," type } ">" ] "(" [ argument { "," argument } ] ")"
//   argument = [ type " " ] name "=" value
//
// The types of the parameters are written only where another method of the type has the same name. Arguments stand in the
// order of the parameters, with the defaults of those that were not passed, so a call has one form however it was written.
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
        bool typed = _overloaded.GetOrAdd(method, IsOverloaded);
        bool first = true;
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            if (IsLeftOut(parameter) || !TryFind(parameter, arguments, out object? value))
                continue;

            if (!first)
                text.Append(',');
            if (typed)
                TypeName.Append(text, parameter.ParameterType).Append(' ');
            AppendArgument(text, parameter.Name!, value, parameter.ParameterType);
            first = false;
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

    private static bool IsLeftOut(ParameterInfo parameter) =>
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

    // Metadata knows the default of an optional enum as a number, and that of a struct as null.
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The default of a struct needs no constructor.")]
    private static object? DefaultOf(ParameterInfo parameter)
    {
        object? value = parameter.DefaultValue;
        Type? underlying = Nullable.GetUnderlyingType(parameter.ParameterType);
        if (value is null)
            return parameter.ParameterType.IsValueType && underlying is null ? RuntimeHelpers.GetUninitializedObject(parameter.ParameterType) : null;

        return underlying is { IsEnum: true } ? Enum.ToObject(underlying, value) : value;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A method that was trimmed away can't be called, so it needs no telling apart.")]
    private static bool IsOverloaded(MethodInfo method)
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        return method.DeclaringType?.GetMember(method.Name, MemberTypes.Method, all).Length > 1;
    }
}
