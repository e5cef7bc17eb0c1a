using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Where a lambda, or a method that is named without being called, goes to.
internal static class Functions
{
    // Whether it is passed, by itself or by way of a variable, to where ASP.NET Core takes the handler of an endpoint.
    public static bool IsHandler(IOperation function, KnownTypes known)
    {
        IOperation user = UserOf(function);
        if (user is IArgumentOperation { Parameter.Type: { } type })
            return TakesHandler(type, known);

        return VariableOf(user) is { } variable
            && Root(function).Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
                SymbolEqualityComparer.Default.Equals(reference.Local, variable)
                && UserOf(reference) is IArgumentOperation { Parameter.Type: { } taken }
                && TakesHandler(taken, known));
    }

    // A local function is a handler when any mention of it is one.
    public static bool IsHandler(ILocalFunctionOperation function, KnownTypes known) =>
        Root(function).Descendants().OfType<IMethodReferenceOperation>().Any(reference =>
            SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.Symbol) && IsHandler(reference, known));

    // What stands around it, conversions to a delegate aside.
    public static IOperation UserOf(IOperation function)
    {
        IOperation user = function;
        while (user.Parent is { } parent)
        {
            user = parent;
            if (parent is not (IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation))
                break;
        }

        return user;
    }

    // The lambda or the method that a value is made of.
    public static IOperation Unwrapped(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion: value = conversion.Operand; break;
                case IDelegateCreationOperation creation: value = creation.Target; break;
                case IParenthesizedOperation parenthesized: value = parenthesized.Operand; break;
                default: return value;
            }
        }
    }

    public static bool TakesHandler(ITypeSymbol type, KnownTypes known) =>
        type.SpecialType == SpecialType.System_Delegate || type.Is(known.Find("Microsoft.AspNetCore.Http.RequestDelegate"));

    private static ILocalSymbol? VariableOf(IOperation user) =>
        user is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }
}
