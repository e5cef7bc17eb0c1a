using System.Linq.Expressions;
using System.Reflection;

namespace CacheKit.Core.Tests.Keys;

/// <summary>Calls of functions as a key builder sees them, written as the calls they are.</summary>
internal static class Call
{
    public static CacheCall To<T>(Expression<Func<T>> call)
    {
        var method = (MethodCallExpression)call.Body;
        object?[] values = [.. method.Arguments.Select(argument => Expression.Lambda(argument).Compile(preferInterpretation: true).DynamicInvoke())];
        return To(method.Method, values);
    }

    public static CacheCall To(MethodInfo method, params object?[] values) =>
        To(method, method.GetParameters().Zip(values, (parameter, value) => new CacheArgument(parameter.Name!, value)));

    public static CacheCall To(MethodInfo method, IEnumerable<CacheArgument> arguments) => new()
    {
        Prefix = "p",
        Namespace = "users",
        DeclaringType = method.DeclaringType,
        Method = method,
        Arguments = [.. arguments],
    };

    public static string KeyOf<T>(Expression<Func<T>> call) => new DefaultKeyBuilder().Build(To(call));

    /// <summary>The key without prefix, namespace, and the name of <see cref="Shop"/>.</summary>
    public static string TextOf<T>(Expression<Func<T>> call) =>
        KeyOf(call).Replace("p:users:CacheKit.Core.Tests.Keys.Shop.", "", StringComparison.Ordinal);
}
