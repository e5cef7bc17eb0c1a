using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Follows a lambda or a method group to where it is used.
internal static class Functions
{
    // Whether the function becomes, directly or through a variable, a delegate of the types that ASP.NET Core takes as handlers.
    public static bool IsHandler(IOperation function, KnownTypes known) =>
        BecomesHandler(function, known, out IOperation consumer)
        || (VariableOf(consumer) is { } variable
            && Root(function).Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
                SymbolEqualityComparer.Default.Equals(reference.Local, variable) && BecomesHandler(reference, known, out _)));

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

    private static bool BecomesHandler(IOperation function, KnownTypes known, out IOperation consumer)
    {
        consumer = function;
        while (consumer.Parent is { } parent)
        {
            consumer = parent;
            if (parent is IConversionOperation or IDelegateCreationOperation && TakesHandler(parent.Type!, known))
                return true;
            if (!IsSameValue(parent))
                return false;
        }

        return false;
    }

    // Whether the operation has the value of an operand: a conversion, a choice, or a collection that holds it.
    private static bool IsSameValue(IOperation operation) => operation
        is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation
        or IConditionalOperation or ICoalesceOperation or ISwitchExpressionArmOperation or ISwitchExpressionOperation
        or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation;

    private static ILocalSymbol? VariableOf(IOperation consumer) =>
        consumer is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }
}
