using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Recognizes code through which a function reads the current user without having the user in its key.
internal static class AmbientUsers
{
    private static readonly string[] _userTypes =
    [
        "System.Security.Claims.ClaimsPrincipal", "System.Security.Claims.ClaimsIdentity", "System.Security.Principal.IPrincipal",
        "System.Security.Principal.IIdentity",
        "Microsoft.AspNetCore.Components.Authorization.AuthenticationStateProvider",
    ];

    private static readonly string[] _requestProperties = ["User", "Request", "Session", "Items", "Connection", "Features"];

    // Whether the operation reads the current user, other than for a log message.
    public static bool IsRead(IOperation operation, KnownTypes known) => ReadsUser(operation, known) && !IsLogged(operation, known);

    private static bool ReadsUser(IOperation operation, KnownTypes known) => operation switch
    {
        IPropertyReferenceOperation { Property: { IsStatic: true } property } => IsUser(property.Type, known),
        IPropertyReferenceOperation { Instance: { Type: { } owner } instance, Property: var property } =>
            (IsOf(owner, "Microsoft.AspNetCore.Http.HttpContext", known) && _requestProperties.Contains(property.Name)) ||
            (IsOf(owner, "Microsoft.AspNetCore.Http.IHttpContextAccessor", known) && property.Name == "HttpContext" && !IsUserIndependent(operation)) ||
            (instance is IInstanceReferenceOperation && IsUser(property.Type, known)),
        IFieldReferenceOperation field => IsUser(field.Field.Type, known) || IsPassedOn(field, known),
        IParameterReferenceOperation { Parameter: var parameter } =>
            (IsUser(parameter.Type, known) && !IsInKey(parameter, known)) || IsPassedOn(operation, known),
        _ => false,
    };

    private static bool IsUser(ITypeSymbol type, KnownTypes known) => _userTypes.Any(name => IsOf(type, name, known));

    private static bool IsOf(ITypeSymbol type, string name, KnownTypes known) => type.IsOrInherits(known.Find(name));

    // The whole request is passed to code that may read anything of it.
    private static bool IsPassedOn(IOperation operation, KnownTypes known) =>
        operation.Type is { } type &&
        (IsOf(type, "Microsoft.AspNetCore.Http.HttpContext", known) || IsOf(type, "Microsoft.AspNetCore.Http.IHttpContextAccessor", known)) &&
        Functions.ConsumerOf(operation) is IArgumentOperation;

    // Whether it is an argument of the method itself; a parameter of a primary constructor acts as a field.
    private static bool IsInKey(IParameterSymbol parameter, KnownTypes known) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: not MethodKind.Constructor }
            && !parameter.Has(known.CacheIgnore)
            && !known.IsService(parameter.Type);

    // Uses that do not depend on the user: the request's services and its cancellation token.
    private static bool IsUserIndependent(IOperation context) =>
        (context.Parent switch
        {
            IPropertyReferenceOperation property => property,
            IConditionalAccessOperation access when access.Operation == context => access.WhenNotNull.DescendantsAndSelf()
                .OfType<IPropertyReferenceOperation>().FirstOrDefault(property => property.Instance is IConditionalAccessInstanceOperation),
            _ => null,
        })?.Property.Name is "RequestServices" or "RequestAborted" or "TraceIdentifier";

    private static bool IsLogged(IOperation operation, KnownTypes known)
    {
        for (IOperation? place = operation.Parent; place is not null; place = place.Parent)
        {
            if (place is IInvocationOperation call && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } receiver &&
                Functions.Unwrapped(receiver).Type is { } type && IsOf(type, "Microsoft.Extensions.Logging.ILogger", known))
            {
                return true;
            }
        }

        return false;
    }
}
