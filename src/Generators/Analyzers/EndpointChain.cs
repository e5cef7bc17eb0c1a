using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// The chain of calls that maps an endpoint: app.MapGroup("/a").RequireAuthorization().MapGet("/b", handler).Cache(60).
internal sealed class EndpointChain
{
    private readonly IReadOnlyList<IInvocationOperation> _calls;

    private EndpointChain(IInvocationOperation map, IOperation handler)
    {
        string? pattern = map.Arguments.Select(argument => argument.Value.ConstantValue.Value).OfType<string>().FirstOrDefault();
        _calls = [.. Before(map).Reverse(), map, .. After(map)];
        Handler = handler;
        Route = pattern ?? map.TargetMethod.Name;
        WholeRoute = ReceiverOf(map) is { } receiver && Functions.Unwrapped(receiver).Type?.Name == "WebApplication" ? pattern : null;
    }

    public bool RequiresAuthorization => _calls.Any(call => call.TargetMethod.Name == "RequireAuthorization");

    public bool AllowsAnonymous => _calls.Any(call => call.TargetMethod.Name == "AllowAnonymous");

    public bool VariesByUser => Ours("VaryBy").Any(call =>
        call.Arguments.Any(argument => argument.Parameter?.Name == "user" && argument.Value.ConstantValue is not { HasValue: true, Value: false }));

    public IInvocationOperation? CacheCall => Ours("Cache").FirstOrDefault();

    // A lambda, a method group, or another expression whose handler is unknown.
    public IOperation Handler { get; }

    public string Route { get; }

    // Null if the route is not a constant, or if a group may put a prefix before it.
    public string? WholeRoute { get; }

    // Returns null for a call that maps no handler.
    public static EndpointChain? Of(IInvocationOperation call, KnownTypes known)
    {
        if (!call.TargetMethod.Name.StartsWith("Map", StringComparison.Ordinal)
            || call.Arguments.FirstOrDefault(argument => argument.Parameter is { } taken && Functions.TakesHandler(taken.Type, known)) is not { } handler)
        {
            return null;
        }

        return new EndpointChain(call, Functions.Unwrapped(handler.Value));
    }

    private static IEnumerable<IInvocationOperation> Before(IInvocationOperation call)
    {
        for (IOperation? receiver = ReceiverOf(call); receiver is not null;)
        {
            if (Functions.Unwrapped(receiver) is not IInvocationOperation before)
                yield break;

            yield return before;
            receiver = ReceiverOf(before);
        }
    }

    private static IEnumerable<IInvocationOperation> After(IInvocationOperation call)
    {
        for (IOperation current = call; ;)
        {
            IOperation consumer = Functions.ConsumerOf(current);
            if (consumer is IArgumentOperation { Parent: IInvocationOperation called })
                consumer = called;
            if (consumer is not IInvocationOperation next || ReceiverOf(next) is not { } receiver || Functions.Unwrapped(receiver) != current)
                yield break;

            yield return next;
            current = next;
        }
    }

    private static IOperation? ReceiverOf(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value : null);

    private IEnumerable<IInvocationOperation> Ours(string name) =>
        _calls.Where(call => call.TargetMethod.Name == name && call.TargetMethod.ContainingType.Name == "CacheKitEndpointConventionBuilderExtensions");
}
