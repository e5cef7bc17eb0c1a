using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Follows a lambda or a method group to where it is used.
internal static class Functions
{
    // Whether the function is passed, directly or through a variable, as the handler of an ASP.NET Core endpoint.
    public static bool IsHandler(IOperation function, KnownTypes known)
    {
        IOperation consumer = ConsumerOf(function);
        if (consumer is IArgumentOperation { Parameter.Type: { } type })
            return TakesHandler(type, known);

        return VariableOf(consumer) is { } variable
            && Root(function).Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
                SymbolEqualityComparer.Default.Equals(reference.Local, variable)
                && ConsumerOf(reference) is IArgumentOperation { Parameter.Type: { } taken }
                && TakesHandler(taken, known));
    }

    // A local function is a handler if any reference to it is one.
    public static bool IsHandler(ILocalFunctionOperation function, KnownTypes known) =>
        Root(function).Descendants().OfType<IMethodReferenceOperation>().Any(reference =>
            SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.Symbol) && IsHandler(reference, known));

    // Returns the enclosing operation, without conversions to a delegate.
    public static IOperation ConsumerOf(IOperation function)
    {
        IOperation consumer = function;
        while (consumer.Parent is { } parent)
        {
            consumer = parent;
            if (parent is not (IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation))
                break;
        }

        return consumer;
    }

    // Returns the lambda or method group behind a value.
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

    private static ILocalSymbol? VariableOf(IOperation consumer) =>
        consumer is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }
}
